using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>What changed on a server for one grant: when, by what, the difference, and what was left behind.</summary>
public sealed partial class ReceiptList
{
    /// <summary>The receipts, the newest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ServerReceipt> Receipts { get; set; } = [];

    /// <summary>What the list is.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What the newest receipt that looked for it says was left behind, for those who do not open the list.</summary>
    private string Outcome =>
        Receipts.FirstOrDefault(r => r.Residue.Count > 0 || r.Accounts.Any(a => a.IsClean)) is not { } looked ? ""
        : looked.Residue.Count > 0 ? $", {looked.Residue.Count} left behind"
        : ", left clean";
}
