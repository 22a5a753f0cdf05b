using JitSsh.Core.Common;
using JitSsh.Core.Requests;

namespace JitSsh.Portal.Requests;

/// <summary>What would become of a request that is not finished yet.</summary>
/// <param name="Analysis">What would become of it; null when it is not allowed.</param>
/// <param name="Problems">Why it could not be sent as it stands.</param>
public sealed record Forecast(RequestAnalysis? Analysis, IReadOnlyList<Problem> Problems)
{
    private const string JustificationField = "Justification";

    /// <summary>True when only the reason is missing.</summary>
    public bool NeedsOnlyJustification => Analysis is not null && Problems.Count > 0;

    /// <summary>
    /// Asks Core. When nothing but the reason is missing, asks once more as if there were one, so that the page can say what follows before it is
    /// typed; that second answer is only shown, and what is sent is analysed anew.
    /// </summary>
    public static async Task<Forecast> AskAsync(AnalyseRequest analyse, Actor actor, AccessInput input, CancellationToken cancel)
    {
        var outcome = await analyse.RunAsync(actor, input, cancel);
        if (outcome.IsDone)
        {
            return new(outcome.Value, []);
        }

        if (string.IsNullOrWhiteSpace(input.Justification) && outcome.Problems.All(p => p.Field == JustificationField))
        {
            var supposed = await analyse.RunAsync(actor, input with { Justification = "(the justification is to be given)" }, cancel);
            return new(supposed.IsDone ? supposed.Value : null, outcome.Problems);
        }

        return new(null, outcome.Problems);
    }
}
