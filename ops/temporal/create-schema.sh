#!/bin/sh
# Makes, or brings up to date, Temporal's tables in its two databases. Run as often as you like: with each new version of the server,
# before the server. The databases and the role are there already (ops/postgres). Needs temporal-sql-tool of the server's version.
set -eu

: "${SQL_HOST:?is missing}" "${SQL_PORT:?is missing}"
: "${TEMPORAL_DB_PASSWORD_FILE:?is missing}"

# The tool takes it from nowhere else than its environment or its arguments, which others could list.
SQL_PASSWORD="$(cat "$TEMPORAL_DB_PASSWORD_FILE")"
export SQL_PASSWORD
export SQL_USER=temporal SQL_PLUGIN=postgres12_pgx

bring_up_to_date() {
  database="$1"
  schema="$2"
  # Changes nothing where there is a version already.
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-name "$schema"
}

bring_up_to_date "${TEMPORAL_DB_NAME:-temporal}" postgresql/v12/temporal
bring_up_to_date "${TEMPORAL_VISIBILITY_DB_NAME:-temporal_visibility}" postgresql/v12/visibility
