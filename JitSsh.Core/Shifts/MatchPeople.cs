using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>Somebody whom a calendar may name.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their e-mail address, lower case.</param>
public sealed record Nameable(PersonId Id, string Name, string Email);

/// <summary>
/// Whom an entry names. Being named can give access, so nothing is guessed: an attendee's e-mail address; else an attendee's name; else a part of the summary ("Primary: Alice Adams (late)"
/// has three), which has to be the whole of an e-mail address, or of a name that only one person has.
/// </summary>
public sealed class MatchPeople
{
    private static readonly char[] Between = [':', '(', ')', '[', ']', ',', ';', '/', '|', '&', '<', '>', '\u2013', '\u2014'];
    private readonly Dictionary<string, PersonId> byEmail;
    private readonly Dictionary<string, PersonId> byName;

    /// <summary>Among these people.</summary>
    public MatchPeople(IReadOnlyCollection<Nameable> people)
    {
        byEmail = people.ToDictionary(p => p.Email, p => p.Id, StringComparer.OrdinalIgnoreCase);
        byName = people.GroupBy(p => p.Name.Trim(), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.First().Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The people; empty when it names nobody who is known.</summary>
    public IReadOnlyList<PersonId> Of(CalendarEntry entry)
    {
        var found = Found(entry.Attendees, byEmail);
        found = found.Count > 0 ? found : Found(entry.Names, byName);
        if (found.Count > 0)
        {
            return found;
        }

        string[] parts = [entry.Summary.Trim(), .. entry.Summary.Split(Between).SelectMany(p => p.Split(" - ")).Select(p => p.Trim())];
        return [.. Found(parts, byEmail).Union(Found(parts, byName))];
    }

    private static List<PersonId> Found(IEnumerable<string> texts, Dictionary<string, PersonId> among) =>
        [.. texts.Where(t => t.Length > 0 && among.ContainsKey(t)).Select(t => among[t]).Distinct()];
}
