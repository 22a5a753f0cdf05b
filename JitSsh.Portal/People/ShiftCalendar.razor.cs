using System.Globalization;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>Weeks as rows, days as cells, and who is on call in each.</summary>
public sealed partial class ShiftCalendar
{
    /// <summary>The days; whole weeks.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ShiftDay> Days { get; set; } = [];

    /// <summary>Whom they name.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<PersonId, Person> People { get; set; } = new Dictionary<PersonId, Person>();

    /// <summary>The day it is.</summary>
    [Parameter]
    public DateOnly Today { get; set; }

    /// <summary>The times of a part, for example "09:00–24:00"; "all day" for a whole day.</summary>
    internal static string TimeOf(DayPart part) => part.From == TimeOnly.MinValue && part.To == TimeOnly.MinValue ? "all day"
        : $"{part.From.ToString("HH:mm", CultureInfo.InvariantCulture)}–{(part.To == TimeOnly.MinValue ? "24:00" : part.To.ToString("HH:mm", CultureInfo.InvariantCulture))}";

    private string NameOf(PersonId id) => !People.TryGetValue(id, out var person) ? "A person who is gone" : person.IsActive ? person.Name : $"{person.Name} (deactivated)";
}
