package io.halcyon.cli.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `halcyon cluster` remembers of a cluster of local processes, in `cluster.json` in its data
/// directory. Immutable.
///
/// @param config settings file of all processes; empty for none
/// @param firstNodes with how many nodes it was founded
public record LocalCluster(int shards, int firstNodes, String config, List<Member> members) {
  static final String HOST = "127.0.0.1";
  private static final String FILE = "cluster.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public LocalCluster {
    members = List.copyOf(members);
  }

  /// Returns the cluster of a directory, if there is one.
  static Optional<LocalCluster> load(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), LocalCluster.class))
        : Optional.empty();
  }

  /// Saves it, as a whole or not at all.
  void save(Path directory) throws IOException {
    Path next = directory.resolve(FILE + ".new");
    Files.write(next, JSON.writeValueAsBytes(this));
    Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  List<Member> nodes() {
    return members.stream().filter(Member::isNode).toList();
  }

  List<Member> routers() {
    return members.stream().filter(member -> !member.isNode()).toList();
  }

  Optional<Member> find(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /// Returns the cluster with a member added, or replaced by name.
  LocalCluster with(Member member) {
    List<Member> changed = new ArrayList<>(members);
    int index = -1;
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).name().equals(member.name())) {
        index = i;
      }
    }
    if (index < 0) {
      changed.add(member);
    } else {
      changed.set(index, member);
    }
    return new LocalCluster(shards, firstNodes, config, changed);
  }

  /// Returns the addresses of all nodes.
  List<String> contacts() {
    return nodes().stream().map(Member::address).toList();
  }
}
