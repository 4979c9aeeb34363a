-- Version 3: what requests under way hold of budgets and quotas.
--
-- Unlike the books this is working state: rows come and go, and can be made anew from the ledger.
--
-- Who touches the counters of an account holds the account's lock until the end of its transaction,
-- and takes such locks in their order; so all that is read of an account in a statement after that is
-- the last word, and nobody waits in a circle. This needs READ COMMITTED: a statement must see what
-- was committed while its transaction waited. Advisory locks serve, not row locks: a rolling window
-- is many rows, of which the next may not be there yet, and a look at an account writes nothing.

-- `booked` is what entries up to the number `counted_seq` use, so that counting anew takes as long
-- as what came since then. It is exact: entries are never edited, and below ledger_settled_seq()
-- none is added.
CREATE TABLE hold (
    id          text COLLATE "C" PRIMARY KEY,  -- of the ledger entry that will settle it
    decision_id text COLLATE "C" NOT NULL,
    owner       text COLLATE "C" NOT NULL,     -- the process that calls
    at_us       bigint NOT NULL,
    claims      jsonb NOT NULL,
    entry       text NOT NULL,  -- JSON list: the row to book where the process dies
    generation  bigint          -- in which it was granted by Redis; NULL: counted here
);
CREATE TABLE account_slice (    -- in whole nano-USD, tokens or requests, as the account counts
    account  text COLLATE "C" NOT NULL,
    slice_us bigint NOT NULL,   -- beginning of the period, or of a part of a rolling window
    spent    bigint NOT NULL,
    held     bigint NOT NULL,
    PRIMARY KEY (account, slice_us)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE TABLE account_opening (
    account     text COLLATE "C" NOT NULL,
    slice_us    bigint NOT NULL,
    until_us    bigint NOT NULL,
    unit        text NOT NULL,
    scope       jsonb NOT NULL,  -- whose entries count; `tag` as it stands in a JSON list
    booked      bigint NOT NULL DEFAULT 0,
    counted_seq bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account, slice_us)
);
CREATE TABLE owner_beat (
    owner text COLLATE "C" PRIMARY KEY,
    beats bigint NOT NULL,
    at_us bigint NOT NULL
);
CREATE TABLE counting (         -- who has the counters: one row
    is_only     boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    is_in_redis boolean NOT NULL DEFAULT false,
    generation  bigint NOT NULL DEFAULT 0,  -- one more whenever all is counted anew
    void_below  bigint NOT NULL DEFAULT 0   -- what Redis granted under lower numbers is void
);
INSERT INTO counting DEFAULT VALUES;

-- Three families of locks; see also the first version. COUNTING is shared by all that changes what
-- is held or booked, and taken alone where all is counted anew.
CREATE FUNCTION share_counting() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Holds need the isolation level READ COMMITTED, this is %',
            current_setting('transaction_isolation')
            USING HINT = 'Set default_transaction_isolation to ''read committed''.';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(x'545b'::bigint << 48);
END $$;
CREATE FUNCTION stop_counting() RETURNS void LANGUAGE sql AS
    'SELECT pg_advisory_xact_lock(x''545b''::bigint << 48)';
CREATE FUNCTION lock_accounts(accounts text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    FOR place IN
        SELECT DISTINCT (x'545a'::bigint << 48)
            | (hashtextextended(name, 0) & x'ffffffffffff'::bigint)
        FROM unnest(accounts) AS name ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(place);
    END LOOP;
END $$;

CREATE FUNCTION account_stands(
    claim jsonb, OUT most bigint, OUT spent bigint, OUT held bigint
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    name   text := claim->>'account';
    begins bigint := claim->>'slice_us';
    since  bigint := claim->>'since_us';
    carry  jsonb := nullif(claim->'carry', 'null');
BEGIN
    SELECT sum(s.spent), sum(s.held) INTO spent, held FROM account_slice AS s
    WHERE s.account = name AND s.slice_us BETWEEN coalesce(since, begins)
        AND CASE WHEN since IS NULL THEN begins ELSE 9223372036854775807 END;
    spent := coalesce(spent, 0);
    held := coalesce(held, 0);
    most := claim->>'limit';
    IF carry IS NOT NULL THEN
        most := most + least((carry->>'most')::bigint, greatest(0, (carry->>'limit')::bigint
            - coalesce((SELECT s.spent + s.held FROM account_slice AS s WHERE s.account = name
                AND s.slice_us = (carry->>'slice_us')::bigint), 0)));
    END IF;
END $$;

-- Each hold of a batch sees those before it. What is refused writes nothing.
CREATE FUNCTION take_holds(batch jsonb, decisions jsonb) RETURNS TABLE (
    is_known boolean, is_held boolean, mosts bigint[], spents bigint[], helds bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
    one   record;
    claim jsonb;
    found record;
    taken text[] := '{}';
BEGIN
    PERFORM share_counting();
    IF (SELECT is_in_redis FROM counting) THEN
        RETURN;
    END IF;
    PERFORM lock_accounts(ARRAY(
        SELECT c->>'account' FROM jsonb_array_elements(batch) AS r,
            jsonb_array_elements((r->>4)::jsonb) AS c
    ));
    FOR one IN
        SELECT r->>0 AS id, (r->>4)::jsonb AS claims, r AS row FROM jsonb_array_elements(batch) AS r
    LOOP
        mosts := '{}'; spents := '{}'; helds := '{}';
        is_held := true;
        is_known := EXISTS (SELECT FROM hold WHERE hold.id = one.id);
        FOR claim IN SELECT * FROM jsonb_array_elements(one.claims) LOOP
            found := account_stands(claim);
            mosts := mosts || found.most;
            spents := spents || found.spent;
            helds := helds || found.held;
            is_held := is_held
                AND found.spent + found.held + (claim->>'amount')::bigint <= found.most;
        END LOOP;
        is_held := is_held OR is_known;
        IF is_held AND NOT is_known THEN
            INSERT INTO hold (id, decision_id, owner, at_us, claims, entry)
            VALUES (one.id, one.row->>1, one.row->>2, (one.row->>3)::bigint, one.claims,
                one.row->>5);
            PERFORM hold_more(c) FROM jsonb_array_elements(one.claims) AS c;
            taken := taken || (one.row->>1);
        END IF;
        RETURN NEXT;
    END LOOP;
    INSERT INTO decision SELECT d.* FROM jsonb_populate_recordset(NULL::decision, decisions) AS d
    WHERE d.id = ANY (taken) ON CONFLICT (id) DO NOTHING;
END $$;
CREATE FUNCTION hold_more(claim jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name   text := claim->>'account';
    begins bigint := claim->>'slice_us';
    amount bigint := claim->>'amount';
    since  bigint := claim->>'since_us';
BEGIN
    UPDATE account_slice SET held = held + amount WHERE account = name AND slice_us = begins;
    IF NOT FOUND THEN
        INSERT INTO account_slice VALUES (name, begins, 0, amount);
        -- What no rolling window will count again, also where clocks differ or are set.
        DELETE FROM account_slice WHERE account = name AND held = 0
            AND slice_us < since - greatest(begins - since, 3600000000);
    END IF;
END $$;

-- Where Redis grants, rows are all that is written here: no two holds meet.
CREATE FUNCTION keep_holds(batch jsonb, decisions jsonb, granted_in bigint)
RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    lowest bigint;
    valid  jsonb;
BEGIN
    PERFORM share_counting();
    SELECT void_below INTO lowest FROM counting WHERE is_in_redis AND generation = granted_in;
    SELECT jsonb_agg(r) INTO valid FROM jsonb_array_elements(batch) AS r
    WHERE r->>6 IS NULL OR (r->>6)::bigint >= lowest;
    INSERT INTO hold (id, decision_id, owner, at_us, claims, entry, generation)
    SELECT r->>0, r->>1, r->>2, (r->>3)::bigint, (r->>4)::jsonb, r->>5, granted_in
    FROM jsonb_array_elements(valid) AS r ORDER BY 1 ON CONFLICT (id) DO NOTHING;
    INSERT INTO decision SELECT d.* FROM jsonb_populate_recordset(NULL::decision, decisions) AS d
    WHERE d.id IN (SELECT r->>1 FROM jsonb_array_elements(valid) AS r)
    ORDER BY d.id ON CONFLICT (id) DO NOTHING;
    RETURN QUERY SELECT r->>0 FROM jsonb_array_elements(valid) AS r;
END $$;

CREATE FUNCTION close_holds(entries jsonb) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    found jsonb;
    moved jsonb;
BEGIN
    PERFORM share_counting();
    WITH deleted AS (
        DELETE FROM hold USING jsonb_array_elements(entries) AS e WHERE hold.id = e->>0
        RETURNING hold.id, hold.claims, hold.generation, e AS entry
    )
    SELECT jsonb_agg(to_jsonb(d)) INTO found FROM deleted AS d;
    IF found IS NULL THEN
        RETURN;
    END IF;
    SELECT jsonb_agg(to_jsonb(m)) INTO moved FROM (
        SELECT c.account, c.slice_us, sum(c.amount)::bigint AS held, sum(CASE c.unit
            WHEN 'usd' THEN (f->'entry'->>1)::bigint
            WHEN 'tokens' THEN (f->'entry'->>2)::bigint
            WHEN 'requests' THEN (f->'entry'->>3)::bigint
            ELSE 0 END)::bigint AS spent
        FROM jsonb_array_elements(found) AS f,
            jsonb_to_recordset(f->'claims')
                AS c(account text, unit text, amount bigint, slice_us bigint)
        WHERE f->>'generation' IS NULL GROUP BY 1, 2
    ) AS m;
    PERFORM lock_accounts(ARRAY(
        SELECT m->>'account' FROM jsonb_array_elements(coalesce(moved, '[]')) AS m
    ));
    INSERT INTO account_slice (account, slice_us, spent, held)
    SELECT m.account, m.slice_us, m.spent, -m.held FROM jsonb_to_recordset(coalesce(moved, '[]'))
        AS m(account text, slice_us bigint, spent bigint, held bigint)
    ON CONFLICT (account, slice_us) DO UPDATE
    SET spent = account_slice.spent + excluded.spent, held = account_slice.held + excluded.held;
    RETURN QUERY SELECT f->>'id' FROM jsonb_array_elements(found) AS f;
END $$;

-- Tags are a JSON list without spaces: a quote within a tag has a backslash before it, so one
-- after a comma or a bracket begins a tag.
CREATE FUNCTION use_booked(o account_opening, upto bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(CASE
        WHEN o.unit = 'usd' THEN e.cost_nano_usd
        WHEN o.unit = 'concurrent' OR e.outcome IN ('refused', 'corrected') THEN 0
        WHEN o.unit = 'tokens' THEN e.input_tokens + e.output_tokens
        ELSE 1 END), 0)::bigint
    FROM ledger_entry AS e, jsonb_to_record(o.scope) AS w(
        key_id text, "user" text, team text, project text, environment text, organisation text,
        department text, cost_centre text, service_account text, tag text, deployment text,
        tier text)
    WHERE e.at_us >= o.slice_us AND e.at_us < o.until_us
        AND e.seq > o.counted_seq AND (upto IS NULL OR e.seq <= upto)
        AND (w.key_id IS NULL OR w.key_id = e.key_id)
        AND (w."user" IS NULL OR w."user" = e."user")
        AND (w.team IS NULL OR w.team = e.team)
        AND (w.project IS NULL OR w.project = e.project)
        AND (w.environment IS NULL OR w.environment = e.environment)
        AND (w.organisation IS NULL OR w.organisation = e.organisation)
        AND (w.department IS NULL OR w.department = e.department)
        AND (w.cost_centre IS NULL OR w.cost_centre = e.cost_centre)
        AND (w.service_account IS NULL OR w.service_account = e.service_account)
        AND (w.deployment IS NULL OR w.deployment = e.deployment)
        AND (w.tier IS NULL OR w.tier = e.tier)
        AND (w.tag IS NULL OR starts_with(e.tags, '[' || w.tag)
            OR strpos(e.tags, ',' || w.tag) > 0)
$$;
CREATE FUNCTION count_ahead(wanted jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    upto bigint := ledger_settled_seq();  -- first: what the next statements see has all of it
BEGIN
    PERFORM FROM account_opening AS o JOIN jsonb_array_elements(wanted) AS w
        ON o.account = w->>0 AND o.slice_us = (w->>1)::bigint
    ORDER BY o.account, o.slice_us FOR UPDATE OF o;
    UPDATE account_opening AS o SET booked = o.booked + use_booked(o, upto), counted_seq = upto
    FROM jsonb_array_elements(wanted) AS w
    WHERE o.account = w->>0 AND o.slice_us = (w->>1)::bigint AND o.counted_seq < upto;
END $$;

CREATE FUNCTION open_slices(wanted jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM share_counting();
    IF (SELECT is_in_redis FROM counting) THEN
        RETURN false;
    END IF;
    PERFORM lock_accounts(ARRAY(SELECT w->>0 FROM jsonb_array_elements(wanted) AS w));
    INSERT INTO account_slice (account, slice_us, spent, held)
    SELECT o.account, o.slice_us, o.booked + use_booked(o, NULL), 0 FROM account_opening AS o
    JOIN jsonb_array_elements(wanted) AS w ON o.account = w->>0 AND o.slice_us = (w->>1)::bigint
    WHERE NOT EXISTS (SELECT FROM account_slice AS s
        WHERE s.account = o.account AND s.slice_us = o.slice_us)
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
CREATE FUNCTION slices_held() RETURNS TABLE (account text, slice_us bigint, held bigint)
LANGUAGE sql STABLE AS $$
    SELECT c.account, c.slice_us, sum(c.amount)::bigint
    FROM hold, jsonb_to_recordset(hold.claims) AS c(account text, slice_us bigint, amount bigint)
    GROUP BY 1, 2
$$;
CREATE FUNCTION recount_slices(wanted jsonb) RETURNS TABLE (spent_off bigint, held_off bigint)
LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    PERFORM share_counting();
    IF (SELECT is_in_redis FROM counting) THEN
        RETURN;
    END IF;
    PERFORM lock_accounts(ARRAY(SELECT w->>0 FROM jsonb_array_elements(wanted) AS w));
    FOR one IN
        SELECT o.account, o.slice_us, s.spent AS spent_was, s.held AS held_was,
            o.booked + use_booked(o, NULL) AS spent, coalesce(h.held, 0) AS held
        FROM jsonb_array_elements(wanted) WITH ORDINALITY AS w(pair, place)
        JOIN account_opening AS o ON o.account = pair->>0 AND o.slice_us = (pair->>1)::bigint
        LEFT JOIN account_slice AS s ON s.account = o.account AND s.slice_us = o.slice_us
        LEFT JOIN slices_held() AS h ON h.account = o.account AND h.slice_us = o.slice_us
        ORDER BY place
    LOOP
        INSERT INTO account_slice VALUES (one.account, one.slice_us, one.spent, one.held)
        ON CONFLICT ON CONSTRAINT account_slice_pkey
        DO UPDATE SET spent = excluded.spent, held = excluded.held;
        spent_off := coalesce(one.spent_was - one.spent, 0);  -- not counted yet: no drift
        held_off := coalesce(one.held_was - one.held, 0);
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION begin_generation(in_redis boolean, above bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    begun bigint;
BEGIN
    PERFORM stop_counting();
    UPDATE counting SET is_in_redis = in_redis, void_below = 0,
        generation = greatest(generation, above) + 1 RETURNING generation INTO begun;
    RETURN begun;
END $$;
CREATE FUNCTION count_here_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM account_slice;
    UPDATE hold SET generation = NULL WHERE generation IS NOT NULL;
    INSERT INTO account_slice (account, slice_us, spent, held)
    SELECT coalesce(o.account, h.account), coalesce(o.slice_us, h.slice_us),
        coalesce(o.spent, 0), coalesce(h.held, 0)
    FROM (SELECT account, slice_us, booked + use_booked(a, NULL) AS spent
        FROM account_opening AS a) AS o
    FULL JOIN slices_held() AS h ON h.account = o.account AND h.slice_us = o.slice_us;
END $$;
