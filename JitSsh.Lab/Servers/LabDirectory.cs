using System.Text.Encodings.Web;
using System.Text.Json;

namespace JitSsh.Lab.Servers;

/// <summary>What <c>down</c> needs to end a lab whose program is gone.</summary>
internal sealed record LabState(
    HostProcess? Owner,
    IReadOnlyList<HostProcess> Processes,
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string>? ControlGroups = null);

/// <summary>What other programs read in <c>servers.json</c>.</summary>
internal sealed record ServerList(
    string AdminUser, string? AdminPrivateKey, string PersonUser, string PersonPrivateKey, IReadOnlyList<ServerInfo> Servers);

/// <summary>The files of a lab on the host. Only names that the lab itself makes are ever deleted.</summary>
internal sealed class LabDirectory(string path, bool temporary)
{
    // Base64 with its plus signs as they are, for whoever reads the file with grep.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Path { get; } = path;

    public string Scripts => At("scripts");

    public string KnownHosts => At("known_hosts");

    public string Log => At("lab.log");

    public static LabDirectory Open(string? path)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LabException("The lab makes servers out of Linux namespaces and so runs on Linux only.");
        }

        var directory = path is null
            ? Directory.CreateTempSubdirectory("jitssh-lab-").FullName
            : System.IO.Path.GetFullPath(path);
        Prerequisites.CheckDirectory(directory);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new LabDirectory(directory, temporary: path is null);
    }

    public static LabDirectory At(string? path, string fallback) =>
        new(System.IO.Path.GetFullPath(path ?? fallback), temporary: false);

    public string ForServer(string name) => Directory.CreateDirectory(At(System.IO.Path.Combine("servers", name))).FullName;

    public async Task WriteScriptsAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Scripts);
        foreach (var name in new[] { "keeper.sh", "install.sh", "systemd.sh", "boot.sh", "machine.sh" })
        {
            await using var source = typeof(LabDirectory).Assembly.GetManifestResourceStream(name)!;
            await using var target = File.Create(System.IO.Path.Combine(Scripts, name));
            await source.CopyToAsync(target, cancellationToken);
        }
    }

    public LabState? ReadState() => Read<LabState>("lab.json");

    public ServerList? ReadServers() => Read<ServerList>("servers.json");

    public void Write(LabState state) => Write("lab.json", state);

    public void Write(ServerList servers) => Write("servers.json", servers);

    /// <summary>All but the log, which may still have a reader.</summary>
    public void Delete()
    {
        if (temporary)
        {
            Directory.Delete(Path, recursive: true);
            return;
        }

        if (!Directory.Exists(Path))
        {
            return;
        }

        foreach (var name in new[] { "scripts", "servers" }.Where(name => Directory.Exists(At(name))))
        {
            Directory.Delete(At(name), recursive: true);
        }

        string[] files =
            ["lab.json", "servers.json", "known_hosts", "jitadmin", "jitadmin.pub", "olduser", "olduser.pub"];
        foreach (var name in files)
        {
            File.Delete(At(name));
        }

        DeleteIfEmpty();
    }

    public void DeleteLog()
    {
        if (Directory.Exists(Path))
        {
            File.Delete(Log);
            DeleteIfEmpty();
        }
    }

    private void DeleteIfEmpty()
    {
        if (!Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);

    private T? Read<T>(string name)
        where T : class =>
        File.Exists(At(name)) ? JsonSerializer.Deserialize<T>(File.ReadAllText(At(name)), Json) : null;

    // A reader never sees half a file.
    private void Write<T>(string name, T value)
    {
        File.WriteAllText(At(name + ".new"), JsonSerializer.Serialize(value, Json));
        File.Move(At(name + ".new"), At(name), overwrite: true);
    }
}
