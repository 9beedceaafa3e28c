#!/usr/bin/env bash
# postgres.sh start|stop|pids|url - PostgreSQL 15 with two streaming standbys on loopback, for a comparison in
# one run. A commit waits for the primary's own sync of the log and for that of any one standby: two of three
# copies, as in Halcyon. Data, logs and process ids go under ${BENCH_WORK:-${TMPDIR:-/tmp}/halcyon-bench}/postgres;
# start begins with empty data, stop ends only what start began. As root, the servers run as user postgres.
# Needs Debian's postgresql-15, or PGBIN=directory of initdb, pg_ctl and pg_basebackup.
set -euo pipefail
bin=${PGBIN:-/usr/lib/postgresql/15/bin}
dir=${BENCH_WORK:-${TMPDIR:-/tmp}/halcyon-bench}/postgres
port=23931 # of the primary; the standbys have the next two

as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
  else
    (cd / && "$@")
  fi
}

query() { as_postgres psql -AtqX -h 127.0.0.1 -p "$port" -U postgres -d postgres -c "$1"; }

server() { # name port
  as_postgres "$bin/pg_ctl" -s -w -t 60 -D "$dir/$1" -l "$dir/$1.log" -o "-p $2" start
}

stop() {
  local name
  for name in s1 s2 p; do
    if [ -f "$dir/$name/postmaster.pid" ] && as_postgres "$bin/pg_ctl" -s -D "$dir/$name" status >/dev/null; then
      as_postgres "$bin/pg_ctl" -s -w -m fast -D "$dir/$name" stop || true
    fi
  done
}

start() {
  [ -x "$bin/initdb" ] || { echo "PostgreSQL 15 not found; on Debian: apt-get install postgresql-15" >&2; exit 1; }
  stop
  rm -rf "$dir"
  mkdir -p "$dir"
  [ "$(id -u)" != 0 ] || chown postgres "$dir"
  as_postgres "$bin/initdb" -D "$dir/p" -U postgres -A trust --no-instructions >/dev/null
  # Memory and log sizes above the defaults, so that neither reads nor checkpoints hold it back; durability is
  # the default everywhere.
  as_postgres tee -a "$dir/p/postgresql.conf" >/dev/null <<'C'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 1GB
max_connections = 300
max_wal_size = 8GB
checkpoint_timeout = 15min
wal_level = replica
max_wal_senders = 10
wal_keep_size = 1GB
hot_standby = on
fsync = on
full_page_writes = on
synchronous_commit = on
C
  server p "$port"
  local i
  for i in 1 2; do
    as_postgres "$bin/pg_basebackup" -h 127.0.0.1 -p "$port" -U postgres -D "$dir/s$i" -R -X stream -c fast \
      -d "application_name=s$i" -C -S "slot$i"
    server "s$i" $((port + i))
  done
  query "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (s1, s2)'"
  query "SELECT pg_reload_conf()" >/dev/null
  for _ in $(seq 300); do
    [ "$(query "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'quorum'")" = 2 ] && return
    sleep 0.1
  done
  echo "the standbys did not become synchronous; see $dir/p.log" >&2
  exit 1
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  # the servers; each has children that serve connections
  pids) for name in p s1 s2; do head -1 "$dir/$name/postmaster.pid"; done | paste -sd, ;;
  url) echo "jdbc:postgresql://127.0.0.1:$port/postgres?user=postgres" ;;
  *) echo "usage: $0 start|stop|pids|url" >&2; exit 2 ;;
esac
