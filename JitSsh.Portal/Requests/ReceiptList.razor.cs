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
}
