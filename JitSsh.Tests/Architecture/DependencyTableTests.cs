using JitSsh.Core.Common;
using Xunit;

namespace JitSsh.Tests.Architecture;

public sealed class DependencyTableTests
{
    private const string Root = "JitSsh.Core.";

    private static readonly Type[] CoreTypes = [.. typeof(Actor).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true)];

    public static TheoryData<string> Folders => [.. CoreTypes.Select(FolderOf).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_OfCore_UsesOnlyWhatTheTableAllows(string folder)
    {
        Assert.True(DependencyTable.May.ContainsKey(folder), $"The folder {folder} is not in the table.");
        var allowed = new HashSet<string>([folder, "Common", .. DependencyTable.May[folder]], StringComparer.Ordinal);
        var violations =
            from type in CoreTypes
            where FolderOf(type) == folder
            from used in TypeReferences.Of(type)
            where used.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true && !allowed.Contains(FolderOf(used))
            select $"{type.FullName} uses {used.FullName}";
        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void Adapter_OfAPort_IsNotUsedByItsParent()
    {
        var violations =
            from pair in DependencyTable.Adapters
            let adapter = $"{Root}{pair.Parent}.{pair.Adapter}"
            from type in CoreTypes
            where type.Namespace == $"{Root}{pair.Parent}"
            from used in TypeReferences.Of(type)
            where used.Namespace?.StartsWith(adapter, StringComparison.Ordinal) == true
            select $"{type.FullName} uses {used.FullName}";
        Assert.Empty(violations.Distinct());
    }

    [Fact]
    public void Table_OfFolders_HasNoCircle()
    {
        foreach (var folder in DependencyTable.May.Keys)
        {
            Assert.DoesNotContain(folder, Reachable(folder));
        }
    }

    [Fact]
    public void References_OfAMethodBody_AreSeen() =>
        // The test above is worth nothing if this one cannot see through an async method and a lambda.
        Assert.Contains(typeof(JitSsh.Core.Audit.Audited), CoreTypes
            .Where(t => t.FullName!.Contains("SubmitRequest", StringComparison.Ordinal)).SelectMany(TypeReferences.Of));

    private static HashSet<string> Reachable(string folder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(DependencyTable.May[folder]);
        while (open.TryDequeue(out var next))
        {
            if (seen.Add(next))
            {
                foreach (var further in DependencyTable.May[next])
                {
                    open.Enqueue(further);
                }
            }
        }

        return seen;
    }

    private static string FolderOf(Type type) => type.Namespace![Root.Length..].Split('.')[0];
}
