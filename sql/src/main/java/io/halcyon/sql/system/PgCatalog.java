package io.halcyon.sql.system;

import java.util.List;

/// The tables of `pg_catalog` that have rows. Stateless.
final class PgCatalog {
  private static final String SCHEMA = PgRows.SCHEMA;

  private PgCatalog() {}

  static List<SystemTable> tables() {
    return List.of(
        SystemTable.of(
            2615,
            SCHEMA,
            "pg_namespace",
            "oid oid, nspname name, nspowner oid, nspacl _text",
            PgRows::namespaces),
        SystemTable.of(
            1259,
            SCHEMA,
            "pg_class",
            "oid oid, relname name, relnamespace oid, reltype oid, reloftype oid, relowner oid,"
                + " relam oid, relfilenode oid, reltablespace oid, relpages int4, reltuples float4,"
                + " reltoastrelid oid, relhasindex bool, relisshared bool, relpersistence char,"
                + " relkind char, relnatts int2, relchecks int2, relhasrules bool,"
                + " relhastriggers bool, relhassubclass bool, relrowsecurity bool,"
                + " relforcerowsecurity bool, relispopulated bool, relreplident char,"
                + " relispartition bool, relacl _text, reloptions _text, relpartbound pg_node_tree",
            PgRows::classes),
        SystemTable.of(
            1249,
            SCHEMA,
            "pg_attribute",
            "attrelid oid, attname name, atttypid oid, attstattarget int4, attlen int2,"
                + " attnum int2, attndims int4, atttypmod int4, attnotnull bool, atthasdef bool,"
                + " atthasmissing bool, attidentity char, attgenerated char, attisdropped bool,"
                + " attislocal bool, attinhcount int4, attcollation oid, attstorage char,"
                + " attcompression char, attacl _text, attoptions _text, attfdwoptions _text",
            PgRows::attributes),
        SystemTable.of(
            2604,
            SCHEMA,
            "pg_attrdef",
            "oid oid, adrelid oid, adnum int2, adbin pg_node_tree",
            PgRows::defaults),
        SystemTable.of(
            2610,
            SCHEMA,
            "pg_index",
            "indexrelid oid, indrelid oid, indnatts int2, indnkeyatts int2, indisunique bool,"
                + " indnullsnotdistinct bool, indisprimary bool, indisexclusion bool,"
                + " indimmediate bool, indisclustered bool, indisvalid bool, indisready bool,"
                + " indislive bool, indisreplident bool, indkey _int2, indoption _int2,"
                + " indexprs pg_node_tree, indpred pg_node_tree",
            PgRows::indexes),
        SystemTable.of(
            2606,
            SCHEMA,
            "pg_constraint",
            "oid oid, conname name, connamespace oid, contype char, condeferrable bool,"
                + " condeferred bool, convalidated bool, conrelid oid, contypid oid,"
                + " conindid oid, conparentid oid, confrelid oid, confupdtype char,"
                + " confdeltype char, confmatchtype char, conislocal bool, coninhcount int4,"
                + " connoinherit bool, conkey _int2, confkey _int2",
            PgRows::constraints),
        SystemTable.of(
            1247,
            SCHEMA,
            "pg_type",
            "oid oid, typname name, typnamespace oid, typowner oid, typlen int2, typtype char,"
                + " typcategory char, typispreferred bool, typisdefined bool, typdelim char,"
                + " typrelid oid, typelem oid, typarray oid, typinput oid, typnotnull bool,"
                + " typbasetype oid, typtypmod int4, typndims int4, typcollation oid,"
                + " typdefault text",
            PgRows::types),
        SystemTable.of(
            2601,
            SCHEMA,
            "pg_am",
            "oid oid, amname name, amtype char",
            (_, _) ->
                List.of(
                    PgRows.row(PgRows.HEAP, "heap", "t"), PgRows.row(PgRows.BTREE, "btree", "i"))),
        SystemTable.of(
            1262,
            SCHEMA,
            "pg_database",
            "oid oid, datname name, datdba oid, encoding int4, datlocprovider char,"
                + " datistemplate bool, datallowconn bool, datconnlimit int4, dattablespace oid,"
                + " datcollate text, datctype text, daticulocale text, datacl _text",
            (_, session) ->
                PgRows.one(
                    PgRows.row(
                        5L,
                        session.database(),
                        PgRows.OWNER,
                        6,
                        "c",
                        false,
                        true,
                        -1,
                        1663L,
                        "C",
                        "C.UTF-8",
                        null,
                        null))),
        SystemTable.of(
            1260,
            SCHEMA,
            "pg_roles",
            "oid oid, rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool,"
                + " rolcreatedb bool, rolcanlogin bool, rolreplication bool, rolconnlimit int4,"
                + " rolbypassrls bool, rolvaliduntil timestamptz",
            (_, session) ->
                PgRows.one(
                    PgRows.row(
                        PgRows.OWNER,
                        session.user(),
                        true,
                        true,
                        true,
                        true,
                        true,
                        false,
                        -1,
                        true,
                        null))),
        SystemTable.of(
            2609,
            SCHEMA,
            "pg_description",
            "objoid oid, classoid oid, objsubid int4, description text",
            PgRows::descriptions),
        SystemTable.of(
            2224,
            SCHEMA,
            "pg_sequence",
            "seqrelid oid, seqtypid oid, seqstart int8, seqincrement int8, seqmax int8,"
                + " seqmin int8, seqcache int8, seqcycle bool",
            PgRows::sequences));
  }
}
