using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using NodaTime;
using Xunit;

namespace JitSsh.Tests.Core.Shifts;

public sealed class OnCallTimesTests
{
    private static readonly PersonId[] People = [.. Enumerable.Range(1, 5).Select(n => new PersonId(new Guid(n, 0, 0, new byte[8])))];

    private static readonly string[] Zones = ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Africa/Casablanca", "UTC"];

    // 2026: Zurich goes forward on 29 March at 02:00 to 03:00, and back on 25 October at 03:00 to 02:00.
    [Fact]
    public void OnCall_HandOverAtNine_StaysAtNineInSummerAndWinter()
    {
        var plan = Weekly("Europe/Zurich", new(2026, 3, 16), new(9, 0), People[0], People[1], People[2]);
        Assert.Equal([People[1]], OnCallTimes.OnCall(plan, Utc(2026, 3, 23, 8, 0)));
        Assert.Equal([People[0]], OnCallTimes.OnCall(plan, Utc(2026, 3, 23, 7, 59)));
        Assert.Equal([People[2]], OnCallTimes.OnCall(plan, Utc(2026, 3, 30, 7, 0)));
        Assert.Equal([People[1]], OnCallTimes.OnCall(plan, Utc(2026, 3, 30, 6, 59)));
        Assert.Equal(Utc(2026, 10, 26, 8, 0), OnCallTimes.NextChange(plan, Utc(2026, 10, 25, 0, 0)));
    }

    [Fact]
    public void OnCall_HandOverInTheHourThatIsSkipped_IsWhenTheClockGoesForward()
    {
        var plan = Weekly("Europe/Zurich", new(2026, 3, 22), new(2, 30), People[0], People[1]);
        Assert.Equal(Utc(2026, 3, 29, 1, 0), OnCallTimes.NextChange(plan, Utc(2026, 3, 28, 0, 0)));
    }

    [Fact]
    public void OnCall_HandOverInTheHourThatIsShownTwice_IsTheFirst()
    {
        var plan = Weekly("Europe/Zurich", new(2026, 10, 18), new(2, 30), People[0], People[1]);
        Assert.Equal(Utc(2026, 10, 25, 0, 30), OnCallTimes.NextChange(plan, Utc(2026, 10, 24, 0, 0)));
    }

    [Fact]
    public void OnCall_BeforeTheFirstHandOver_IsNobody()
    {
        var plan = Weekly("UTC", new(2026, 3, 2), new(9, 0), People[0]);
        Assert.Empty(OnCallTimes.OnCall(plan, Utc(2026, 3, 2, 8, 59)));
        Assert.Equal(Utc(2026, 3, 2, 9, 0), OnCallTimes.NextChange(plan, Utc(2025, 12, 1, 0, 0)));
        Assert.Null(OnCallTimes.NextChange(plan, Utc(2026, 3, 2, 9, 0)));
    }

    [Fact]
    public void OnCall_Hours_AreKeptToAlsoOverMidnight()
    {
        var plan = Weekly("Europe/Zurich", new(2026, 3, 2), new(9, 0), People[0]);
        plan.Shift.Hours = [new(DayOfWeek.Friday, new(22, 0), new(6, 0))];
        Assert.Equal(
            [new Stretch(Utc(2026, 3, 6, 21, 0), Utc(2026, 3, 7, 5, 0), People[0], OnCallBy.Rotation)],
            OnCallTimes.Between(plan, Utc(2026, 3, 5, 0, 0), Utc(2026, 3, 9, 0, 0)));
    }

    [Fact]
    public void OnCall_TwoOverridesAtOnce_TheOneMadeLastCounts()
    {
        var plan = Weekly("UTC", new(2026, 3, 2), new(9, 0), People[0]) with
        {
            Overrides = [Override(People[1], Utc(2026, 3, 3, 0, 0), Utc(2026, 3, 5, 0, 0), 2), Override(People[2], Utc(2026, 3, 4, 0, 0), Utc(2026, 3, 6, 0, 0), 1)],
        };
        Assert.Equal(
            [
                (Utc(2026, 3, 2, 9, 0), People[0]), (Utc(2026, 3, 3, 0, 0), People[1]), (Utc(2026, 3, 5, 0, 0), People[2]), (Utc(2026, 3, 6, 0, 0), People[0]),
            ],
            OnCallTimes.Between(plan, Utc(2026, 3, 1, 0, 0), Utc(2026, 3, 8, 0, 0)).Select(s => (s.From, s.Person)));
    }

    [Fact]
    public void OnCall_Feed_MayNameSeveralAtOnce()
    {
        var plan = new ShiftPlan(
            new() { Id = new(Guid.NewGuid()), Name = "x", TimeZone = "UTC", FeedAddress = new("https://calendar.example.com/x.ics") },
            [],
            [Event(0, People[0], Utc(2026, 3, 2, 0, 0), Utc(2026, 3, 4, 0, 0)), Event(1, People[1], Utc(2026, 3, 3, 0, 0), Utc(2026, 3, 5, 0, 0)), Event(2, null, Utc(2026, 3, 6, 0, 0), Utc(2026, 3, 7, 0, 0))]);
        Assert.Equal([People[0], People[1]], OnCallTimes.OnCall(plan, Utc(2026, 3, 3, 12, 0)));
        Assert.Empty(OnCallTimes.OnCall(plan, Utc(2026, 3, 6, 12, 0)));
        Assert.Equal(Utc(2026, 3, 4, 0, 0), OnCallTimes.NextChange(plan, Utc(2026, 3, 3, 12, 0)));
        Assert.Null(OnCallTimes.NextChange(plan, Utc(2026, 3, 5, 0, 0)));
    }

    [Fact]
    public void Between_AnyPlan_SaysTheSameAsOnCallAtEachMoment() => Prop.ForAll(Plans.ToArbitrary(), Moments.ToArbitrary(), (plan, moments) =>
    {
        var (from, to) = (Utc(2026, 1, 1, 0, 0), Utc(2026, 12, 31, 0, 0));
        var stretches = OnCallTimes.Between(plan, from, to);
        return moments.All(at => OnCallTimes.OnCall(plan, at).OrderBy(p => p.Value).SequenceEqual(stretches.Where(s => s.From <= at && at < s.To).Select(s => s.Person).OrderBy(p => p.Value)))
            && stretches.All(s => s.From < s.To && s.From >= from && s.To <= to);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NextChange_AnyPlan_IsTheFirstMomentAtWhichItIsDifferent() => Prop.ForAll(Plans.ToArbitrary(), Moments.ToArbitrary(), (plan, moments) => moments.Take(4).All(at =>
    {
        var now = OnCallTimes.OnCall(plan, at);
        if (OnCallTimes.NextChange(plan, at) is not { } next)
        {
            return Enumerable.Range(1, 60).All(n => OnCallTimes.OnCall(plan, at.AddDays(n * 7.3)).SequenceEqual(now));
        }

        var span = next - at;
        return next > at && !OnCallTimes.OnCall(plan, next).SequenceEqual(now)
            && Enumerable.Range(0, 40).Select(n => at + (span * (n / 40.0))).Append(next.AddTicks(-1)).All(t => OnCallTimes.OnCall(plan, t).SequenceEqual(now));
    })).QuickCheckThrowOnFailure();

    [Fact]
    public void HandOver_AnyRotation_IsAtItsTimeOnTheWallUnlessThatIsSkipped() => Prop.ForAll(Rotations.ToArbitrary(), plan =>
    {
        var rotation = plan.Shift.Rotation!;
        var zone = DateTimeZoneProviders.Tzdb[plan.Shift.TimeZone];
        return Enumerable.Range(0, 20).All(n =>
        {
            var local = LocalDate.FromDateOnly(rotation.First.AddDays(7 * rotation.Weeks * n)).At(LocalTime.FromTimeOnly(rotation.HandOver));
            var map = zone.MapLocal(local);
            var expected = map.Count == 0 ? map.LateInterval.Start : map.First().ToInstant();
            return OnCallTimes.OnCall(plan, expected.ToDateTimeOffset()).SequenceEqual([rotation.People[n % rotation.People.Count]])
                && (n == 0 ? OnCallTimes.OnCall(plan, expected.ToDateTimeOffset().AddTicks(-1)).Count == 0
                    : OnCallTimes.OnCall(plan, expected.ToDateTimeOffset().AddTicks(-1)).SequenceEqual([rotation.People[(n - 1) % rotation.People.Count]]));
        });
    }).QuickCheckThrowOnFailure();

    private static Gen<DateTimeOffset> Moment =>
        from minutes in Gen.Choose(0, (364 * 24 * 60) - 1)
        select Utc(2026, 1, 1, 0, 0).AddMinutes(minutes);

    private static Gen<DateTimeOffset[]> Moments => Gen.ArrayOf(Moment, 12);

    private static Gen<ShiftPlan> Rotations =>
        from zone in Gen.Elements(Zones)
        from count in Gen.Choose(1, 4)
        from first in Gen.Choose(0, 400)
        from minutes in Gen.Choose(0, (24 * 60) - 1)
        from weeks in Gen.Choose(1, 3)
        select new ShiftPlan(
            new()
            {
                Id = new(Guid.NewGuid()),
                Name = "x",
                TimeZone = zone,
                Rotation = new() { People = People[..count], First = new DateOnly(2025, 6, 1).AddDays(first), HandOver = TimeOnly.MinValue.AddMinutes(minutes), Weeks = weeks },
            },
            [],
            []);

    private static Gen<WeekHours> Hour =>
        from day in Gen.Choose(0, 6)
        from begin in Gen.Choose(0, 47)
        from end in Gen.Choose(0, 47)
        select new WeekHours((DayOfWeek)day, TimeOnly.MinValue.AddMinutes(30 * begin), TimeOnly.MinValue.AddMinutes(30 * end));

    private static Gen<ShiftPlan> Plans =>
        from plan in Rotations
        from hours in Gen.ListOf(Hour)
        from stands in Gen.ListOf(from person in Gen.Elements(People) from begin in Moment from length in Gen.Choose(1, 20_000) from made in Gen.Choose(0, 3) select Override(person, begin, begin.AddMinutes(length), made))
        select With(plan, [.. hours.Take(6)], [.. stands.Take(6)]);

    private static ShiftPlan With(ShiftPlan plan, IReadOnlyList<WeekHours> hours, IReadOnlyList<ShiftOverride> stands)
    {
        plan.Shift.Hours = hours;
        return plan with { Overrides = stands };
    }

    private static ShiftPlan Weekly(string zone, DateOnly first, TimeOnly at, params PersonId[] people) =>
        new(new() { Id = new(Guid.NewGuid()), Name = "x", TimeZone = zone, Rotation = new() { People = people, First = first, HandOver = at } }, [], []);

    private static ShiftOverride Override(PersonId person, DateTimeOffset from, DateTimeOffset to, int made) => new()
    {
        Id = new(Guid.NewGuid()), ShiftId = default, PersonId = person, From = from, To = to, MadeBy = "Ada", MadeAt = DateTimeOffset.UnixEpoch.AddDays(made),
    };

    private static ShiftEvent Event(int number, PersonId? person, DateTimeOffset from, DateTimeOffset to) => new() { ShiftId = default, Number = number, From = from, To = to, PersonId = person, Text = "x" };

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
