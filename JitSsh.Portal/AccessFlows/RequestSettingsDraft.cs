using JitSsh.Core.AccessFlows;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.AccessFlows;

/// <summary>What may be done with access under a flow, as it is being typed. What is typed is kept while its box is not ticked.</summary>
public sealed class RequestSettingsDraft
{
    /// <summary>True when access can be extended.</summary>
    public bool Extends { get; set; }

    /// <summary>How often.</summary>
    public int ExtendTimes { get; set; } = 2;

    /// <summary>For how long at most, in words.</summary>
    public string ExtendBy { get; set; } = "1 hour";

    /// <summary>True when unused access ends.</summary>
    public bool EndsUnused { get; set; }

    /// <summary>After what time, in words.</summary>
    public string UseWithin { get; set; } = "30 minutes";

    /// <summary>True when the glass can be broken.</summary>
    public bool BreakGlass { get; set; }

    /// <summary>True when managers may ask for their reports.</summary>
    public bool ForReports { get; set; }

    /// <summary>A draft of a rule that exists.</summary>
    public static RequestSettingsDraft From(FlowRule rule)
    {
        var draft = new RequestSettingsDraft { Extends = rule.Extension is not null, EndsUnused = rule.UseWithin is not null, BreakGlass = rule.BreakGlass, ForReports = rule.ForReports };
        if (rule.Extension is { } extension)
        {
            (draft.ExtendTimes, draft.ExtendBy) = (extension.Times, DurationText.Of(extension.By));
        }

        draft.UseWithin = rule.UseWithin is { } within ? DurationText.Of(within) : draft.UseWithin;
        return draft;
    }

    /// <summary>The rule with these settings. A length of time that cannot be read becomes zero, which Core refuses at its field.</summary>
    public FlowRule In(FlowRule rule) => rule with
    {
        Extension = Extends ? new(ExtendTimes, DurationText.TryParse(ExtendBy, out var by) ? by : TimeSpan.Zero) : null,
        UseWithin = !EndsUnused ? null : DurationText.TryParse(UseWithin, out var within) ? within : TimeSpan.Zero,

        // Where nobody is asked there is no glass.
        BreakGlass = BreakGlass && rule.Approval is not null,
        ForReports = ForReports,
    };
}
