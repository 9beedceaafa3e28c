#!/usr/bin/env bash
# etcd.sh start|stop|pids|endpoints - three etcd members on loopback, for a comparison in one run.
# Data, logs and process ids go under ${BENCH_WORK:-${TMPDIR:-/tmp}/halcyon-bench}/etcd; start begins with
# empty data, stop ends only what start began. Needs etcd (Debian: etcd-server) on the PATH, or ETCD=path.
# etcd syncs its log before every acknowledgement; no option here changes that.
set -euo pipefail
etcd=${ETCD:-etcd}
dir=${BENCH_WORK:-${TMPDIR:-/tmp}/halcyon-bench}/etcd
ports=(23891 23892 23893)

stop() {
  [ -f "$dir/pids" ] || return 0
  while read -r pid; do
    if [ "$(ps -o comm= -p "$pid" 2>/dev/null)" = "$(basename "$etcd")" ]; then
      kill "$pid" 2>/dev/null || true
      for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
      kill -9 "$pid" 2>/dev/null || true
    fi
  done <"$dir/pids"
  rm -f "$dir/pids"
}

start() {
  command -v "$etcd" >/dev/null || { echo "etcd not found; on Debian: apt-get install etcd-server" >&2; exit 1; }
  stop
  rm -rf "$dir"
  mkdir -p "$dir"
  local cluster="" i
  for i in 0 1 2; do cluster+="${cluster:+,}m$i=http://127.0.0.1:$((ports[i] + 100))"; done
  for i in 0 1 2; do
    # the quota is raised only so that long runs do not reach its default of 2 GiB
    nohup "$etcd" --name "m$i" --data-dir "$dir/m$i" \
      --listen-client-urls "http://127.0.0.1:${ports[i]}" --advertise-client-urls "http://127.0.0.1:${ports[i]}" \
      --listen-peer-urls "http://127.0.0.1:$((ports[i] + 100))" \
      --initial-advertise-peer-urls "http://127.0.0.1:$((ports[i] + 100))" \
      --initial-cluster "$cluster" --initial-cluster-token halcyon-bench --initial-cluster-state new \
      --quota-backend-bytes 8589934592 --auto-compaction-mode periodic --auto-compaction-retention 1m \
      --log-level warn --logger zap >"$dir/m$i.log" 2>&1 &
    echo $! >>"$dir/pids"
  done
  for i in 0 1 2; do
    for _ in $(seq 300); do
      if (exec 3<>"/dev/tcp/127.0.0.1/${ports[i]}") 2>/dev/null; then continue 2; fi
      sleep 0.1
    done
    echo "etcd member m$i did not come up; see $dir/m$i.log" >&2
    exit 1
  done
  sleep 2 # the election
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  pids) paste -sd, "$dir/pids" ;;
  endpoints) printf '127.0.0.1:%s,127.0.0.1:%s,127.0.0.1:%s\n' "${ports[@]}" ;;
  *) echo "usage: $0 start|stop|pids|endpoints" >&2; exit 2 ;;
esac
