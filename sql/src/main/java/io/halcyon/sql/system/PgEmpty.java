package io.halcyon.sql.system;

import java.util.List;

/// The tables of `pg_catalog` about what there is nothing of here, but which clients ask for.
/// Stateless.
final class PgEmpty {
  private PgEmpty() {}

  static List<SystemTable> tables() {
    return List.of(
        SystemTable.empty(
            2611,
            "pg_inherits",
            "inhrelid oid, inhparent oid, inhseqno int4, inhdetachpending bool"),
        SystemTable.empty(
            3256,
            "pg_policy",
            "oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles _oid,"
                + " polqual pg_node_tree, polwithcheck pg_node_tree"),
        SystemTable.empty(
            2620,
            "pg_trigger",
            "oid oid, tgrelid oid, tgparentid oid, tgname name, tgfoid oid, tgtype int2,"
                + " tgenabled char, tgisinternal bool, tgconstraint oid, tgdeferrable bool,"
                + " tginitdeferred bool, tgnargs int2"),
        SystemTable.empty(
            3381,
            "pg_statistic_ext",
            "oid oid, stxrelid oid, stxname name, stxnamespace oid, stxowner oid,"
                + " stxstattarget int4, stxkeys _int2, stxkind _char"),
        SystemTable.empty(
            6104,
            "pg_publication",
            "oid oid, pubname name, pubowner oid, puballtables bool, pubinsert bool,"
                + " pubupdate bool, pubdelete bool, pubtruncate bool, pubviaroot bool"),
        SystemTable.empty(
            6106,
            "pg_publication_rel",
            "oid oid, prpubid oid, prrelid oid, prqual pg_node_tree, prattrs _int2"),
        SystemTable.empty(6237, "pg_publication_namespace", "oid oid, pnpubid oid, pnnspid oid"),
        SystemTable.empty(
            3456,
            "pg_collation",
            "oid oid, collname name, collnamespace oid, collowner oid, collprovider char,"
                + " collisdeterministic bool, collencoding int4, collcollate text, collctype text"),
        SystemTable.empty(
            3501, "pg_enum", "oid oid, enumtypid oid, enumsortorder float4, enumlabel name"),
        SystemTable.empty(
            3541,
            "pg_range",
            "rngtypid oid, rngsubtype oid, rngmultitypid oid, rngcollation oid, rngsubopc oid"),
        SystemTable.empty(
            1255,
            "pg_proc",
            "oid oid, proname name, pronamespace oid, proowner oid, prokind char,"
                + " proretset bool, prorettype oid, pronargs int2, proargnames _text,"
                + " proargmodes _char, prosrc text"),
        SystemTable.empty(
            3079,
            "pg_extension",
            "oid oid, extname name, extowner oid, extnamespace oid, extversion text"),
        SystemTable.empty(3118, "pg_foreign_table", "ftrelid oid, ftserver oid, ftoptions _text"),
        SystemTable.empty(
            2618,
            "pg_rewrite",
            "oid oid, rulename name, ev_class oid, ev_type char, ev_enabled char,"
                + " is_instead bool"),
        SystemTable.empty(1213, "pg_tablespace", "oid oid, spcname name, spcowner oid"),
        SystemTable.empty(
            2608,
            "pg_depend",
            "classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid,"
                + " refobjsubid int4, deptype char"),
        SystemTable.empty(2396, "pg_shdescription", "objoid oid, classoid oid, description text"),
        SystemTable.empty(
            1261, "pg_auth_members", "roleid oid, member oid, grantor oid, admin_option bool"));
  }
}
