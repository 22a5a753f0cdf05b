using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>Extends the actor's access before it ends, or asks for it.</summary>
public sealed partial class ExtendCard
{
    private const string Scope = "extend";

    private static readonly string[] Fields = ["Duration", "Justification"];

    private IReadOnlyList<Problem> problems = [];
    private string by = "";
    private string why = "";
    private bool isWorking;

    /// <summary>What can be extended.</summary>
    [Parameter, EditorRequired]
    public ExtensionOffer Offer { get; set; } = null!;

    /// <summary>Extends it by this, for this reason.</summary>
    [Parameter, EditorRequired]
    public Func<TimeSpan, string, Task<Outcome<RequestId>>> Extend { get; set; } = null!;

    private async Task ExtendAsync()
    {
        if (isWorking)
        {
            return;
        }

        // Left empty it is as much as is allowed, as the field says.
        var span = Offer.By;
        if (by.Trim().Length > 0 && !DurationText.TryParse(by, out span))
        {
            problems = [new("Duration", DurationText.Problem)];
            return;
        }

        isWorking = true;
        try
        {
            var outcome = await Extend(span, why);
            problems = outcome.Problems;
            if (outcome.IsDone)
            {
                (by, why) = ("", "");
            }
        }
        finally
        {
            isWorking = false;
        }
    }
}
