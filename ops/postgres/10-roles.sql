-- Run once, by the PostgreSQL image, when its volume is empty. Two roles that can do nothing outside of their own databases. Their
-- passwords come from files: read by the server itself, so that they stand in no environment, argument or log.
DO $roles$
DECLARE
  folder constant text := coalesce(current_setting('casegate.secrets_folder', true), '/run/secrets');
  service text;
  password text;
BEGIN
  FOREACH service IN ARRAY ARRAY['temporal', 'ledger'] LOOP
    password := trim(E'\n\r ' FROM pg_read_file(format('%s/%s_db_password', folder, service)));
    IF length(password) < 16 THEN
      RAISE EXCEPTION 'the password of the role % has fewer than 16 characters', service;
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %L', service, password);
  END LOOP;
  -- May read what reports need (ledger/migrations/0007-reader-role.ts). Here, since the ledger's own role may make none. It cannot log in:
  -- grant it to roles that can.
  CREATE ROLE casegate_reader NOLOGIN;
END
$roles$;
