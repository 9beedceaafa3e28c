package io.halcyon.cli.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The modules of this repository: which may depend on which, their classes and their sources.
final class SourceTree {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /// Each module and what it may see, itself apart.
  static final Map<String, Set<String>> ALLOWED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("proto", Set.of()),
              Map.entry("core", Set.of()),
              Map.entry("rpc", Set.of("core", "proto")),
              Map.entry("txn", Set.of("core")),
              Map.entry("txn-wire", Set.of("core", "proto", "txn")),
              Map.entry("raft-storage", Set.of("core", "proto", "txn")),
              Map.entry("sql", Set.of("core")),
              Map.entry(
                  "node", Set.of("core", "proto", "rpc", "txn", "txn-wire", "raft-storage", "sql")),
              Map.entry("router", Set.of("core", "proto", "rpc", "txn", "txn-wire", "sql")),
              Map.entry("client", Set.of("core", "proto", "rpc")),
              Map.entry("checker", Set.of("core")),
              Map.entry("verify", Set.of("core", "proto", "rpc", "client", "checker")),
              Map.entry(
                  "testkit",
                  Set.of(
                      "core",
                      "proto",
                      "rpc",
                      "txn",
                      "txn-wire",
                      "raft-storage",
                      "sql",
                      "node",
                      "router",
                      "client",
                      "checker")),
              Map.entry("chaos", Set.of("core", "proto", "rpc", "client", "checker", "verify")),
              Map.entry("chaos-tests", Set.of("core", "chaos")),
              Map.entry(
                  "client-suites",
                  Set.of(
                      "core",
                      "proto",
                      "rpc",
                      "txn",
                      "txn-wire",
                      "raft-storage",
                      "sql",
                      "node",
                      "router",
                      "client",
                      "checker",
                      "testkit")),
              Map.entry(
                  "bench",
                  Set.of(
                      "core",
                      "proto",
                      "rpc",
                      "txn",
                      "txn-wire",
                      "raft-storage",
                      "sql",
                      "node",
                      "router",
                      "client",
                      "checker",
                      "testkit")),
              Map.entry(
                  "cli",
                  Set.of(
                      "core",
                      "proto",
                      "rpc",
                      "txn",
                      "txn-wire",
                      "raft-storage",
                      "sql",
                      "node",
                      "router",
                      "client",
                      "checker",
                      "verify",
                      "chaos",
                      "testkit",
                      "bench"))));

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Map<String, JavaClasses> BY_MODULE = new TreeMap<>();
  private static final Map<String, String> MODULE_OF = new HashMap<>();

  /// All written classes of all modules: the generated ones, which follow no rules, are left out.
  static final JavaClasses WRITTEN;

  static {
    List<Path> written = new ArrayList<>();
    for (String module : ALLOWED.keySet()) {
      if (module.equals("chaos-tests")) {
        continue; // built after this module: what is there may be of an earlier build
      }
      Path classes = ROOT.resolve(module).resolve("target/classes");
      if (!Files.isDirectory(classes)) {
        continue;
      }
      JavaClasses imported = new ClassFileImporter().importPath(classes);
      imported.forEach(type -> MODULE_OF.put(type.getName(), module));
      BY_MODULE.put(module, imported);
      if (!module.equals("proto")) {
        written.add(classes);
      }
    }
    WRITTEN =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPaths(written);
  }

  private SourceTree() {}

  /// Returns the modules that the parent pom builds.
  static List<String> builtModules() {
    return MODULE
        .matcher(read(ROOT.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /// Returns the modules whose classes are there.
  static Set<String> compiledModules() {
    return BY_MODULE.keySet();
  }

  static Iterable<JavaClass> classesOf(String module) {
    JavaClasses classes = BY_MODULE.get(module);
    return classes == null ? List.of() : classes;
  }

  /// Returns the module of a class by name; empty if it is not Halcyon's.
  static String moduleOf(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    return MODULE_OF.getOrDefault(element.getName(), "");
  }

  /// Returns all source files of all modules, tests apart.
  static List<Path> sources() {
    List<Path> sources = new ArrayList<>();
    for (String module : ALLOWED.keySet()) {
      Path directory = ROOT.resolve(module).resolve("src/main/java");
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      }
    }
    return sources;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
