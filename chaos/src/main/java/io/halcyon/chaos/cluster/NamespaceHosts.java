package io.halcyon.chaos.cluster;

import io.halcyon.core.runtime.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Each server in a network namespace of its own, joined by a bridge that has one too (so that no
/// firewall of the machine meddles); the machine itself is joined at address 254.
///
/// All names hold the id of this process. What a process that is no more has left behind, it may
/// have been killed, the next one removes.
final class NamespaceHosts implements Hosts, Network {
  private static final String NAME = "halcyon-chaos-";
  private static final Pattern NAMED = Pattern.compile(NAME + "(\\d+)-\\S+");
  private static final String LINK = "eth0";
  private static final String BRIDGE = "bridge";
  private static final int SELF = 254;
  private static final int NODE_FROM = 10;
  private static final int ROUTER_FROM = 100;
  private static final int SERVERS_MAX = 80;
  private static final int ATTEMPTS = 100;

  private final String ip;
  private final String restore;
  private final String run = NAME + ProcessHandle.current().pid() + "-";
  private final String subnet;
  private final Map<ServerId, String> addresses = new LinkedHashMap<>();
  private final Map<ServerId, List<String>> inPlace = new HashMap<>();

  /// @throws IllegalStateException if the machine cannot do it: {@link #obstacle}
  NamespaceHosts(List<ServerId> servers) {
    obstacle()
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    ip = Shell.find("ip").orElseThrow();
    restore = Shell.find("iptables-restore").orElseThrow();
    sweep();
    subnet = freeSubnet();
    for (ServerId server : servers) {
      if (server.number() > SERVERS_MAX) {
        throw new IllegalArgumentException("at most " + SERVERS_MAX + " of a kind: " + server);
      }
      int last = (server.isNode() ? NODE_FROM : ROUTER_FROM) + server.number();
      addresses.put(server, subnet + last);
    }
    try {
      build();
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  /// Returns why hosts in namespaces are not to be had here, and what to do; empty if they are.
  static Optional<String> obstacle() {
    List<String> missing = new ArrayList<>();
    if (Shell.find("ip").isEmpty()) {
      missing.add("iproute2");
    }
    if (Shell.find("iptables-restore").isEmpty()) {
      missing.add("iptables");
    }
    if (!missing.isEmpty()) {
      return Optional.of(
          "network namespaces need packages that are not installed: apt-get install "
              + String.join(" ", missing));
    }
    if (!Shell.run("id", "-u").strip().equals("0")) {
      return Optional.of(
          "network namespaces need root: run it with sudo, or in a container as root");
    }
    String probe = NAME + ProcessHandle.current().pid() + "-probe";
    String ip = Shell.find("ip").orElseThrow();
    try {
      Shell.run(ip, "netns", "add", probe);
      try {
        String iptables = Shell.find("iptables-restore").orElseThrow();
        Shell.feed(table(List.of()), ip, "netns", "exec", probe, iptables, "-w");
      } finally {
        Shell.run(ip, "netns", "del", probe);
      }
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(
          "this machine does not allow network namespaces (in a container: --privileged): "
              + e.getMessage());
    }
  }

  /// Removes what runs of processes that are no more have left.
  private void sweep() {
    for (String line : Shell.run(ip, "netns", "list").lines().toList()) {
      String name = line.strip().split(" ", 2)[0];
      Matcher named = NAMED.matcher(name);
      if (named.matches() && ProcessHandle.of(Long.parseLong(named.group(1))).isEmpty()) {
        remove(name);
      }
    }
  }

  private String freeSubnet() {
    String taken = Shell.run(ip, "-4", "-o", "addr") + Shell.run(ip, "-4", "route");
    RandomGenerator random = Randomness.unseeded();
    for (int i = 0; i < ATTEMPTS; i++) {
      String candidate = "10." + random.nextInt(64, 240) + "." + random.nextInt(256) + ".";
      if (!taken.contains(candidate.substring(0, candidate.indexOf('.', 3) + 1))) {
        return candidate;
      }
    }
    throw new IllegalStateException("no free network among 10.64.0.0 to 10.239.255.0");
  }

  private void build() {
    String bridge = run + BRIDGE;
    Shell.run(ip, "netns", "add", bridge);
    Shell.run(ip, "-n", bridge, "link", "add", BRIDGE, "type", "bridge");
    Shell.run(ip, "-n", bridge, "link", "set", BRIDGE, "up");
    addresses.forEach((server, address) -> {
      String space = space(server);
      Shell.run(ip, "netns", "add", space);
      String end = server.toString();
      Shell.run(
          ip, "link", "add", LINK, "netns", space, "type", "veth", "peer", "name", end, "netns",
          bridge);
      Shell.run(ip, "-n", bridge, "link", "set", end, "master", BRIDGE, "up");
      Shell.run(ip, "-n", space, "addr", "add", address + "/24", "dev", LINK);
      Shell.run(ip, "-n", space, "link", "set", LINK, "up");
      Shell.run(ip, "-n", space, "link", "set", "lo", "up");
    });
    String self = "hc" + ProcessHandle.current().pid();
    Shell.run(ip, "link", "add", self, "type", "veth", "peer", "name", "self", "netns", bridge);
    Shell.run(ip, "-n", bridge, "link", "set", "self", "master", BRIDGE, "up");
    Shell.run(ip, "addr", "add", subnet + SELF + "/24", "dev", self);
    Shell.run(ip, "link", "set", self, "up");
  }

  private String space(ServerId server) {
    return run + server;
  }

  @Override
  public String host(ServerId server) {
    String address = addresses.get(server);
    if (address == null) {
      throw new IllegalArgumentException("no such server: " + server);
    }
    return address;
  }

  @Override
  public int port(ServerId server, Listener listener) {
    return switch (listener) {
      case RPC -> server.isNode() ? 7410 : 7400;
      case PEERS -> 7411;
      case HTTP -> server.isNode() ? 7481 : 7480;
    };
  }

  @Override
  public List<String> prefix(ServerId server) {
    return List.of(ip, "netns", "exec", space(server));
  }

  @Override
  public Optional<Network> network() {
    return Optional.of(this);
  }

  @Override
  public void become(Disorder disorder) {
    for (ServerId server : addresses.keySet()) {
      List<String> wanted = rules(server, disorder);
      if (!wanted.equals(inPlace.getOrDefault(server, List.of()))) {
        Shell.feed(table(wanted), ip, "netns", "exec", space(server), restore, "-w");
        inPlace.put(server, wanted);
      }
    }
  }

  /// Packets are dropped where they arrive, so that each direction is a matter of its own.
  private List<String> rules(ServerId server, Disorder disorder) {
    List<String> rules = new ArrayList<>();
    addresses.forEach((other, address) -> {
      if (disorder.cut().contains(new Link(other, server))) {
        rules.add("-A INPUT -s " + address + " -j DROP");
      } else if (disorder.lossPercent().containsKey(server) && !other.equals(server)) {
        rules.add(
            "-A INPUT -s %s -m statistic --mode random --probability 0.%02d -j DROP"
                .formatted(address, disorder.lossPercent().get(server)));
      }
    });
    return rules;
  }

  private static String table(List<String> rules) {
    return "*filter\n:INPUT ACCEPT [0:0]\n"
        + String.join("\n", rules)
        + (rules.isEmpty() ? "" : "\n")
        + "COMMIT\n";
  }

  private void remove(String space) {
    for (String pid : Shell.run(ip, "netns", "pids", space).lines().toList()) {
      ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }
    Shell.run(ip, "netns", "del", space);
  }

  @Override
  public void close() {
    for (String line : Shell.run(ip, "netns", "list").lines().toList()) {
      String name = line.strip().split(" ", 2)[0];
      if (name.startsWith(run)) {
        remove(name);
      }
    }
  }
}
