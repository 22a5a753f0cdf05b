using JitSsh.Core.Activity;

namespace JitSsh.Portal.Activity;

/// <summary>What is typed into the form of a report.</summary>
internal sealed class ReportDraft
{
    private readonly Dictionary<string, string> filter;

    /// <summary>A new one, with the filter of an address.</summary>
    public ReportDraft(string query) => filter = new(ActivityAddress.Read(query), StringComparer.Ordinal);

    /// <summary>One that is there.</summary>
    public ReportDraft(SavedReport report)
        : this(report.Filter)
    {
        Name = report.Name;
        if (report.Schedule is { } schedule)
        {
            (Every, On, At, TimeZone) = (schedule.Every, schedule.On, schedule.At, schedule.TimeZone);
        }
    }

    public string? Name { get; set; } = "";

    /// <summary>Null when it is not sent.</summary>
    public ReportEvery? Every { get; set; }

    public DayOfWeek On { get; set; } = DayOfWeek.Monday;

    public TimeOnly At { get; set; } = new(8, 0);

    public string? TimeZone { get; set; } = "UTC";

    /// <summary>A value of the filter, by its name in the address.</summary>
    public string this[string name]
    {
        get => filter.GetValueOrDefault(name, "");
        set => filter[name] = value;
    }

    public ReportInput Input => new()
    {
        Name = Name ?? "",

        // The days of a report that is sent are those of its schedule.
        Filter = ActivityAddress.Write(Every is null ? filter : filter.Where(f => f.Key is not ("from" or "to")).ToDictionary(StringComparer.Ordinal)),
        Schedule = Every is { } every ? new(every, On, At, TimeZone?.Trim() ?? "") : null,
    };
}
