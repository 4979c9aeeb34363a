-- Version 14: what is billed by the picture, the second or the character.

ALTER TABLE ledger_entry ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN unit TEXT;  -- NULL where tokens alone count
