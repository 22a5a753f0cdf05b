using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications;

/// <summary>A line of a person's choices.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="InApp">True when the portal tells them.</param>
/// <param name="Email">True when an e-mail tells them.</param>
public sealed record ChosenKind(NoticeKind Kind, bool InApp, bool Email);

/// <summary>The actor's own choice of what they are told, and how.</summary>
public sealed class ChooseNotices(INoticeChoices choices, TimeProvider clock)
{
    /// <summary>What is chosen, a line for each kind that can concern the actor.</summary>
    public async Task<Outcome<IReadOnlyList<ChosenKind>>> ShowAsync(Actor actor, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        var off = (await choices.OfAsync(person, cancel)).Where(c => !c.IsOn).Select(c => (c.Kind, c.Channel)).ToHashSet();
        return Outcomes.Done<IReadOnlyList<ChosenKind>>([.. NoticeKinds.All.Select(k => new ChosenKind(k, !off.Contains((k, NoticeChannel.InApp)), !off.Contains((k, NoticeChannel.Email))))]);
    }

    /// <summary>Replaces the choice. Kinds that are not named are told on every way.</summary>
    public async Task<Outcome<Nothing>> SaveAsync(Actor actor, IReadOnlyList<ChosenKind> chosen, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        if (chosen.GroupBy(c => c.Kind).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return Refusal.Invalid("Kinds", $"{twice.Key} is named twice. Name each kind once.");
        }

        List<NoticeChoice> rows = [];
        foreach (var line in chosen)
        {
            rows.Add(new() { PersonId = person, Kind = line.Kind, Channel = NoticeChannel.InApp, IsOn = line.InApp });
            rows.Add(new() { PersonId = person, Kind = line.Kind, Channel = NoticeChannel.Email, IsOn = line.Email });
        }

        var off = rows.Where(r => !r.IsOn).Select(r => $"{r.Kind} ({r.Channel})").ToList();
        await choices.ReplaceAsync(person, rows, Audited.Notifications(actor, clock.GetUtcNow(), person, off.Count == 0 ? "told of everything" : $"not told of {string.Join(", ", off)}"), cancel);
        return Nothing.AtAll;
    }
}
