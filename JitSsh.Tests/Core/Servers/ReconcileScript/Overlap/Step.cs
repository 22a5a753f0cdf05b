using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace JitSsh.Tests.Core.Servers.ReconcileScript.Overlap;

/// <summary>What can happen to a server between its first grant and its last.</summary>
internal enum StepKind
{
    /// <summary>The connector comes with one more grant.</summary>
    Grant,

    /// <summary>The connector comes, and a grant that it had already lasts longer.</summary>
    Extend,

    /// <summary>The connector comes, and a grant is no longer wanted.</summary>
    End,

    /// <summary>The connector comes with what it had.</summary>
    Sweep,

    /// <summary>The connector comes with a keep period of nothing: locked accounts go.</summary>
    CleanUp,

    /// <summary>The server's clock moves by so many hours.</summary>
    Clock,

    /// <summary>The server's own timer fires.</summary>
    Timer,

    /// <summary>A local admin: gpasswd -a.</summary>
    AddToGroup,

    /// <summary>A local admin: usermod -aG.</summary>
    AppendGroup,

    /// <summary>A local admin: gpasswd -d.</summary>
    TakeFromGroup,

    /// <summary>A local admin gives an account that is not JitSsh's an expiry date.</summary>
    SetExpiry,

    /// <summary>A local admin makes an account.</summary>
    AddUser,

    /// <summary>A local admin writes lines at the end of sshd's configuration.</summary>
    ConfigureSshd,

    /// <summary>A local admin deletes the trust file of an account.</summary>
    DeleteTrust,

    /// <summary>A local admin deletes what JitSsh wrote into sshd's configuration.</summary>
    DeleteConfiguration,
}

/// <summary>One step, on one of the two servers.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Server">On which server.</param>
/// <param name="Account">To which account.</param>
/// <param name="Groups">The groups of a grant; an admin takes the first.</param>
/// <param name="Number">Which grant (counted around), and by how many hours it or the clock moves.</param>
internal sealed record Step(StepKind Kind, int Server, string Account, string[] Groups, int Number)
{
    /// <summary>Bob and dave have accounts of their own; alice and carol get one from JitSsh, unless an admin is quicker.</summary>
    public static readonly string[] Accounts = ["alice", "bob", "carol", "dave"];

    public static readonly string[] AllGroups = ["docker", "ops", "web"];

    private static readonly int[] Hours = [1, 2, 5, -1, -3, 800];

    private static Gen<StepKind> Kinds => Gen.Frequency(
        (8, Gen.Constant(StepKind.Grant)),
        (4, Gen.Constant(StepKind.End)),
        (6, Gen.Elements(StepKind.AddToGroup, StepKind.AppendGroup, StepKind.TakeFromGroup, StepKind.TakeFromGroup)),
        (7, Gen.Elements(Enum.GetValues<StepKind>())));

    private static Gen<Step> Steps =>
        from kind in Kinds
        from server in Gen.Choose(0, 1)
        from account in Gen.Elements(Accounts)
        from groups in Gen.SubListOf(AllGroups)
        from first in Gen.Elements(AllGroups)
        from number in Gen.Elements(Hours)
        select new Step(kind, server, account, kind == StepKind.Grant || groups.Count > 0 ? [.. groups] : [first], number);

    /// <summary>Sequences for both servers together, and how a failing one is made smaller: fewer steps, and simpler ones.</summary>
    public static Arbitrary<Sequence> Sequences => Arb.From(
        from length in Gen.Choose(4, 18)
        from steps in Gen.ArrayOf(Steps, length)
        select new Sequence(steps),
        sequence => Smaller(sequence.Steps).Select(steps => new Sequence(steps)));

    public override string ToString()
    {
        var group = Groups.FirstOrDefault() ?? "-";
        var what = Kind switch
        {
            StepKind.Grant => string.Create(CultureInfo.InvariantCulture, $"grant to {Account} for {Number} h, groups [{string.Join(' ', Groups)}]"),
            StepKind.Extend or StepKind.End => string.Create(CultureInfo.InvariantCulture, $"{Kind} grant {Number}"),
            StepKind.Clock => string.Create(CultureInfo.InvariantCulture, $"clock moves by {Number} h"),
            StepKind.AddToGroup => $"admin: gpasswd -a {Account} {group}",
            StepKind.AppendGroup => $"admin: usermod -aG {group} {Account}",
            StepKind.TakeFromGroup => $"admin: gpasswd -d {Account} {group}",
            StepKind.SetExpiry or StepKind.AddUser or StepKind.DeleteTrust => $"admin: {Kind} {Account}",
            _ => Kind.ToString(),
        };
        return string.Create(CultureInfo.InvariantCulture, $"server {Server}: {what}");
    }

    private static IEnumerable<Step[]> Smaller(Step[] steps)
    {
        for (var size = steps.Length / 2; size >= 1; size /= 2)
        {
            for (var from = 0; from < steps.Length; from += size)
            {
                yield return [.. steps[..from], .. steps[Math.Min(from + size, steps.Length)..]];
            }
        }

        for (var i = 0; i < steps.Length; i++)
        {
            foreach (var simpler in Simpler(steps[i]))
            {
                yield return [.. steps[..i], simpler, .. steps[(i + 1)..]];
            }
        }
    }

    private static IEnumerable<Step> Simpler(Step step)
    {
        if (step.Kind == StepKind.Grant && step.Groups.Length > 0)
        {
            yield return step with { Groups = step.Groups[1..] };
        }

        if (step.Number != 1)
        {
            yield return step with { Number = 1 };
        }
    }
}

/// <summary>Steps in their order.</summary>
internal sealed record Sequence(Step[] Steps)
{
    public override string ToString() => string.Concat(Steps.Select(step => $"\n  {step}"));
}
