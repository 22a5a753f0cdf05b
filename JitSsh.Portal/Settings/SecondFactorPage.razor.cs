using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>The person's own second factor: turned on and off, and its recovery codes. What is secret is shown once, and is gone with the page.</summary>
public sealed partial class SecondFactorPage
{
    private SecondFactorState? state;
    private NewSecondFactor? begun;
    private QrPicture? picture;
    private IReadOnlyList<string>? codes;
    private IReadOnlyList<Problem> problems = [];
    private string? code;
    private string? said;
    private bool isWorking;

    [Inject]
    private SecondFactors Factors { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => state = (await Factors.FindAsync(Actor!, Actor!.Id!.Value, cancel)).Value;

    private static string Grouped(string secret) => string.Join(' ', secret.Chunk(4).Select(part => new string(part)));

    private Task BeginAsync() => WorkAsync(
        async actor =>
        {
            var outcome = await Factors.BeginAsync(actor);
            if (outcome.IsDone)
            {
                begun = outcome.Value;
                picture = QrPicture.Of(begun.Uri);
            }

            return outcome.Problems;
        },
        null);

    private Task ConfirmAsync() => WorkAsync(actor => CodesAsync(Factors.ConfirmAsync(actor, code)), "The second factor is on. From the next sign-in with your password on, a code is asked for.");

    private Task RenewAsync() => WorkAsync(actor => CodesAsync(Factors.RenewCodesAsync(actor, code)), "The old recovery codes are not good any more.");

    private Task RemoveAsync() => WorkAsync(async actor => (await Factors.RemoveAsync(actor, code)).Problems, "The second factor is off.");

    private async Task<IReadOnlyList<Problem>> CodesAsync(Task<Outcome<IReadOnlyList<string>>> work)
    {
        var outcome = await work;
        if (outcome.IsDone)
        {
            (codes, begun, picture) = (outcome.Value, null, null);
        }

        return outcome.Problems;
    }

    private async Task WorkAsync(Func<Actor, Task<IReadOnlyList<Problem>>> work, string? done)
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        (isWorking, codes, said) = (true, null, null);
        problems = await work(actor);
        isWorking = false;
        if (problems.Count == 0)
        {
            (code, said) = (null, done);
            await RereadAsync();
        }
    }
}
