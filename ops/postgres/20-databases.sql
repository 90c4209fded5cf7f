-- Run once, after 10-roles.sql. Each database is its role's alone: neither can connect to the other's.
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE ledger OWNER ledger;
REVOKE CONNECT, TEMPORARY ON DATABASE temporal FROM PUBLIC;
REVOKE CONNECT, TEMPORARY ON DATABASE temporal_visibility FROM PUBLIC;
REVOKE CONNECT, TEMPORARY ON DATABASE ledger FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
