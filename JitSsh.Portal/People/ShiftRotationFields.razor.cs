using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The fields of a rotation: who follows whom, when they hand over, and in which hours it counts.</summary>
public sealed partial class ShiftRotationFields
{
    private static readonly DayOfWeek[] WeekDays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>What is being typed.</summary>
    [Parameter, EditorRequired]
    public ShiftDraft Draft { get; set; } = new();

    /// <summary>What is wrong with it.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    private void Add(Person? person)
    {
        if (person is not null)
        {
            Draft.People.Add((person.Id, person.Name));
        }
    }

    /// <summary>The next line is most often the next day's, with the same hours.</summary>
    private void AddHours() => Draft.Hours.Add(Draft.Hours is [.., var last] ? new() { Day = (DayOfWeek)(((int)last.Day + 1) % 7), From = last.From, To = last.To } : new());
}
