using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>A tag of a server, by itself, so that the servers with a tag are found in an index. What the server itself says of its tags stays the truth.</summary>
internal sealed class ServerTag
{
    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>The tag's name in small letters: names of tags are compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; init; }
}

/// <summary>Keeps <see cref="ServerTag"/> with the servers' tags.</summary>
internal static class ServerTags
{
    public static string NameOf(string tag) => tag.ToLowerInvariant();

    /// <summary>Writes the tags of a server that is new, or whose tags have changed.</summary>
    public static async Task TakeAsync(JitSshContext c, Server server, CancellationToken cancel)
    {
        var entry = c.Entry(server);
        if (entry.State != EntityState.Added && !entry.Property(s => s.Tags).IsModified)
        {
            return;
        }

        if (entry.State != EntityState.Added)
        {
            await c.ServerTags.Where(t => t.ServerId == server.Id).ExecuteDeleteAsync(cancel);
        }

        c.ServerTags.AddRange(server.Tags.DistinctBy(t => NameOf(t.Key)).Select(t => new ServerTag { ServerId = server.Id, Name = NameOf(t.Key), Value = t.Value }));
    }
}
