using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>Sorts what one subscription has into what is listed and what is only counted.</summary>
internal sealed class VmSieve(AzureVmSettings settings)
{
    private readonly HashSet<string> leftOut = new(StringComparer.Ordinal);

    public Dictionary<string, FoundVm> Wanted { get; } = new(StringComparer.Ordinal);

    public int Windows { get; private set; }

    public int FilteredOut { get; private set; }

    /// <summary>Ids of what is there and not listed.</summary>
    public IReadOnlySet<string> LeftOut => leftOut;

    public void Add(FoundVm vm)
    {
        if (!AzureVm.IsWanted(vm.ResourceGroup, vm.Tags, settings))
        {
            LeaveOut(vm.Id, 1, isWindows: false);
        }
        else if (vm.OperatingSystem == OsKind.Windows)
        {
            LeaveOut(vm.Id, 1, isWindows: true);
        }
        else
        {
            Wanted[vm.Id] = vm;
        }
    }

    /// <summary>Counts what is not listed: a VM, or a scale set with all its instances.</summary>
    public void LeaveOut(string id, int number, bool isWindows)
    {
        leftOut.Add(id);
        if (isWindows)
        {
            Windows += number;
        }
        else
        {
            FilteredOut += number;
        }
    }
}
