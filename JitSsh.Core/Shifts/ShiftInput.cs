using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>What an admin says about a shift: a rotation, or the address of a feed.</summary>
public sealed record ShiftInput
{
    /// <summary>The most people in a rotation.</summary>
    public const int MostPeople = 100;

    /// <summary>The most lines of hours.</summary>
    public const int MostHours = 28;

    /// <summary>The name; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The time zone, by its name in the tz database.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Who follows whom; null with a feed.</summary>
    public Rotation? Rotation { get; init; }

    /// <summary>The hours of the week in which the rotation counts; empty for always.</summary>
    public IReadOnlyList<WeekHours> Hours { get; init; } = [];

    /// <summary>The address of an on-call feed; null or empty with a rotation.</summary>
    public string? FeedAddress { get; init; }

    /// <summary>The feed's address, read; null when there is none or it is none.</summary>
    public Uri? Feed => string.IsNullOrWhiteSpace(FeedAddress) || !Uri.TryCreate(FeedAddress.Trim(), UriKind.Absolute, out var address) ? null
        // Calendar programs hand out addresses that begin so; behind them is HTTPS.
        : address.Scheme == "webcal" ? new UriBuilder(address) { Scheme = Uri.UriSchemeHttps, Port = address.IsDefaultPort ? -1 : address.Port }.Uri
        : address;

    /// <summary>What is wrong, a sentence at each field; empty when nothing is.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [];
        Add(nameof(Name), PlainText.ProblemWithName(Name));
        Add(nameof(TimeZone), LocalClock.Find(TimeZone.Trim()) is null ? "Give a time zone by its name in the tz database, for example Europe/Zurich, America/New_York or UTC." : null);
        if (Rotation is not null && !string.IsNullOrWhiteSpace(FeedAddress))
        {
            Add(nameof(FeedAddress), "A shift has a rotation or a feed, not both. Leave one of them out.");
        }
        else if (Rotation is { } rotation)
        {
            Add("People", rotation.People.Count is 0 or > MostPeople ? $"Name the people of the rotation in their order: at least one, at most {MostPeople}." : null);
            Add("Weeks", rotation.Weeks is < 1 or > 12 ? "A turn lasts between 1 and 12 weeks." : null);
            Add("First", rotation.First.Year is < 2000 or > 2150 ? "Give the day of the first hand-over, in the years 2000 to 2150." : null);
            Add(nameof(Hours), Hours.Count > MostHours ? $"Give at most {MostHours} lines of hours."
                : Hours.Any(h => !Enum.IsDefined(h.Day)) ? "Each line of hours begins on a day of the week." : null);
        }
        else
        {
            Add(nameof(FeedAddress), ProblemWithFeed());
        }

        return problems;

        void Add(string field, string? sentence)
        {
            if (sentence is not null)
            {
                problems.Add(new(field, sentence));
            }
        }
    }

    private string? ProblemWithFeed() =>
        string.IsNullOrWhiteSpace(FeedAddress) ? "Name the people of a rotation, or give the address of an on-call feed."
        : Feed is not { } address || FeedAddress.Length > 2000 ? "This is no address. An on-call feed has one like https://calendar.example.com/on-call.ics."
        : address.Scheme != Uri.UriSchemeHttps ? "A feed decides who gets access, so it is read over https:// only."
        : address.UserInfo.Length > 0 ? "An address with a user name or password in it would show them to whoever sees this page. Publish the feed under an address that needs none."
        : null;
}
