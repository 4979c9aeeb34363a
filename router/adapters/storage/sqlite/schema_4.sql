-- Version 4: who pays in larger organisations, what else providers bill, and corrections.

ALTER TABLE ledger_entry ADD COLUMN organisation TEXT;
ALTER TABLE ledger_entry ADD COLUMN department TEXT;
ALTER TABLE ledger_entry ADD COLUMN cost_centre TEXT;
ALTER TABLE ledger_entry ADD COLUMN service_account TEXT;
ALTER TABLE ledger_entry ADD COLUMN image_input_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN audio_input_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN audio_output_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN cache_write_1h_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN service_tier TEXT;
ALTER TABLE ledger_entry ADD COLUMN corrects TEXT;  -- id of the entry that this one corrects
ALTER TABLE ledger_entry ADD COLUMN note TEXT;      -- why it was corrected
CREATE INDEX ledger_entry_by_corrected ON ledger_entry (corrects) WHERE corrects IS NOT NULL;

ALTER TABLE virtual_key ADD COLUMN service_account TEXT;
ALTER TABLE virtual_key ADD COLUMN role TEXT NOT NULL DEFAULT 'member';
ALTER TABLE virtual_key ADD COLUMN scope TEXT NOT NULL DEFAULT '{}';  -- JSON
ALTER TABLE virtual_key ADD COLUMN may_claim TEXT NOT NULL  -- JSON list
    DEFAULT '["project","tags","team","user"]';
ALTER TABLE virtual_key ADD COLUMN replaces TEXT;  -- id of the key that it was rotated from
