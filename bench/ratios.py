#!/usr/bin/env python3
"""ratios.py FILE [BASE] - results of `bench kv` or `bench transfer` (--out FILE) as a table, with ratios to
system BASE (etcd).

Where a step was measured several times, the run with the median throughput is shown. Transfers have two more
columns: attempts for each commit, and the rate to that of the same system and transfers among most accounts.
"""
import collections
import json
import sys

base = sys.argv[2] if len(sys.argv) > 2 else "etcd"
groups = collections.OrderedDict()
for line in open(sys.argv[1]):
    r = json.loads(line)
    step = (r["workload"], r["clients"], r["dist"], r["records"])
    groups.setdefault(step, collections.OrderedDict()).setdefault(r["system"], []).append(r)
for systems in groups.values():
    for system, runs in systems.items():
        runs.sort(key=lambda r: r["ops_per_s"])
        systems[system] = runs[(len(runs) - 1) // 2]
transfers = any(step[0].startswith("transfer") for step in groups)


def ratio(rate, other):
    return "%.2f" % (rate / other) if other else ""


def uncontended(system, workload, clients, records):
    """Returns the rate among more accounts, the most there are; 0 if there is none."""
    plain = workload.replace("-locking", "")
    rates = [(accounts, systems[system]["ops_per_s"])
             for (name, count, _, accounts), systems in groups.items()
             if name == plain and count == clients and accounts > records and system in systems]
    return max(rates)[1] if rates else 0


print("| workload | clients | %s | system | ops/s | p50 ms | p99 ms | %sserver CPU us/op | memory MiB | errors | ops/s to %s |%s" % (
    "accounts" if transfers else "keys", "p99.9 ms | max ms | " if transfers else "", base,
    " attempts | ops/s to uncontended |" if transfers else ""))
print("|---|---:|---|---|---:|---:|---:|%s---:|---:|---:|---:|%s" % (
    ("---:|---:|", "---:|---:|") if transfers else ("", "")))
for (workload, clients, dist, records), systems in groups.items():
    for system, r in systems.items():
        others = systems[base]["ops_per_s"] if base in systems and system != base else 0
        print("| %s | %d | %s | %s | %.0f | %.2f | %.2f | %s%.0f | %d | %d | %s |%s" % (
            workload, clients, records if transfers else dist, system, r["ops_per_s"], r["p50_ms"], r["p99_ms"],
            "%.2f | %.1f | " % (r["p999_ms"], r["max_ms"]) if transfers else "",
            r["server_cpu_us_per_op"], r["server_pss_mib"], r["errors"], ratio(r["ops_per_s"], others),
            " %.2f | %s |" % (
                r["attempts_per_op"],
                ratio(r["ops_per_s"], uncontended(system, workload, clients, records))) if transfers else ""))
