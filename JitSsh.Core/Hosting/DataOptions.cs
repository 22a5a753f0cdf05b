using System.ComponentModel.DataAnnotations;

namespace JitSsh.Core.Hosting;

/// <summary>Where data lies, section <c>JitSsh:Data</c>.</summary>
public sealed class DataOptions
{
    /// <summary>The directory for the keys that encrypt secrets (<c>keys/</c>) and, unless <see cref="Database"/> says otherwise, the database. Relative to the working directory.</summary>
    [Required]
    public string Directory { get; set; } = "data";

    /// <summary>The SQLite database's file; empty = <c>jitssh.db</c> in <see cref="Directory"/>.</summary>
    public string Database { get; set; } = "";

    /// <summary>A file with the operator's own key, of 32 bytes or more, the same for every portal; it encrypts the keys that encrypt cookies and secrets. Needed with PostgreSQL, where those lie in the database; empty = none.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The database's file as an absolute path.</summary>
    public string DatabasePath => Path.GetFullPath(Database.Length > 0 ? Database : Path.Combine(Directory, "jitssh.db"));

    /// <summary>The directory of the encrypting keys as an absolute path.</summary>
    public string KeysPath => Path.GetFullPath(Path.Combine(Directory, "keys"));
}
