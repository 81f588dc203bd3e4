-- The checks of activity, configuration and security that one session of a healthy server can show.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;

-- What this session sets for itself alone is its own business: durability looks at what everybody gets.
SET synchronous_commit = off;
SELECT object, finding FROM pgops.run_checks(ARRAY['durability']);
SET synchronous_commit = local;
SELECT object, finding FROM pgops.run_checks(ARRAY['durability']);
RESET synchronous_commit;
SELECT status, findings, reason FROM pgops.check_status WHERE check_id = 'durability';

-- The own session is no application and no transaction to end, whatever it is called and however long it is open.
SET application_name = 'shop';
SET pgops.idle_in_transaction_age = 0;
SET pgops.long_transaction_age = 0;
BEGIN;
SELECT check_id, object FROM pgops.run_checks(ARRAY['superuser_application', 'idle_in_transaction', 'long_transaction', 'vacuum_blocker']) WHERE object LIKE '%shop%';
ROLLBACK;
RESET ALL;

-- The areas of the server itself are in the summary, with the checks that passed.
SELECT area, critical, checks_passed > 0 AS passed, checks_failed FROM pgops.summary WHERE area IN ('configuration', 'security', 'activity', 'resilience');
