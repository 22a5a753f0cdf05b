using System.Text.Json.Serialization;

namespace JitSsh.Core.Catalog;

/// <summary>Settings of the catalog entry <i>SSH Servers</i>: a list that people keep by hand.</summary>
public sealed record SshServersSettings : SourceSettings
{
    /// <summary>The kind of this integration.</summary>
    public const string KindName = "ssh-servers";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The servers.</summary>
    public IReadOnlyList<SshServerEntry> Servers { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var server in Servers)
        {
            var problem = server.Problem();
            if (problem is not null)
            {
                problems.Add(problem);
            }
            else if (!names.Add(server.Name))
            {
                problems.Add($"The name {server.Name} is there twice.");
            }
            else if (!places.Add(server.Place))
            {
                problems.Add($"The address {server.Place} is there twice: one server, one name.");
            }
        }

        var jumps = new JumpChains(Servers);
        problems.AddRange(Servers.Select(jumps.Problem).OfType<string>());
        return problems;
    }
}
