using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.People;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.Core.People;

public sealed class SecondFactorTests : IAsyncLifetime
{
    private readonly StepClock clock = new();
    private CoreHost core = null!;
    private Actor ada = null!;
    private Actor bob = null!;

    private SecondFactors Factors => core.Get<SecondFactors>();

    private DateTimeOffset Now => clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync(change: services => services.AddSingleton<TimeProvider>(clock));
        ada = await LoadAsync(Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        bob = await LoadAsync(Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob", Email = "bob@example.com", Password = "correct horse battery" })));
    }

    public ValueTask DisposeAsync() => core.DisposeAsync();

    [Fact]
    public async Task Begin_NotConfirmed_AsksNobodyForACode()
    {
        var begun = Screen.Done(await Factors.BeginAsync(bob));
        Assert.StartsWith("otpauth://totp/JitSsh:bob%40example.com?secret=" + begun.Secret, begun.Uri, StringComparison.Ordinal);
        Assert.False(await Factors.IsOnAsync(bob.Id!.Value));
        var app = new AuthenticatorApp(begun.Uri);
        var wrong = await Factors.ConfirmAsync(bob, app.Code(Now.AddMinutes(5)));
        Assert.Equal("Code", Assert.Single(wrong.Problems).Field);
        Assert.False(await Factors.IsOnAsync(bob.Id!.Value));

        // Begun again: what the app took first is not good any more.
        Screen.Done(await Factors.BeginAsync(bob));
        Assert.Equal(OutcomeKind.Invalid, (await Factors.ConfirmAsync(bob, app.Code(Now))).Kind);
    }

    [Fact]
    public async Task Code_WasTaken_IsNotTakenAgainNorOneBeforeIt()
    {
        var (app, _) = await AuthenticatorApp.TurnOnAsync(Factors, bob, Now);
        Assert.NotNull(await AtSignInAsync(app.Code(Now)));
        clock.Step(TimeSpan.FromSeconds(60));
        Assert.Null(await AtSignInAsync($" {app.Code(Now)[..3]} {app.Code(Now)[3..]}"));
        Assert.NotNull(await AtSignInAsync(app.Code(Now)));
        Assert.NotNull(await AtSignInAsync(app.Code(Now.AddSeconds(-30))));
        Assert.Null(await AtSignInAsync(app.Code(Now.AddSeconds(30))));
        Assert.Equal(["sign-in.succeeded", "sign-in.failed", "sign-in.failed", "sign-in.succeeded", "sign-in.failed", "second-factor.on"], (await AuditAsync(bob)).Take(6).Select(e => e.Action));
    }

    [Fact]
    public async Task Code_AskedManyTimesAtOnce_IsTakenOnce()
    {
        var (app, codes) = await AuthenticatorApp.TurnOnAsync(Factors, bob, Now);
        clock.Step(TimeSpan.FromSeconds(60));
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AtSignInAsync(app.Code(Now)))), a => a is null);
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AtSignInAsync(codes[3]))), a => a is null);
    }

    [Fact]
    public async Task Codes_WrongTooOften_AreNotLookedAtForAnHourButRecoveryCodesAre()
    {
        var (app, codes) = await AuthenticatorApp.TurnOnAsync(Factors, bob, Now);
        clock.Step(TimeSpan.FromMinutes(70));
        for (var i = 0; i < SecondFactors.MostTries; i++)
        {
            Assert.NotNull(await AtSignInAsync(app.Code(Now.AddMinutes(10 + i))));
        }

        Assert.Contains("recovery code", await AtSignInAsync(app.Code(Now)), StringComparison.Ordinal);
        Assert.Null(await AtSignInAsync(codes[0].ToUpperInvariant()));
        clock.Step(TimeSpan.FromMinutes(59));
        Assert.NotNull(await AtSignInAsync(app.Code(Now)));
        clock.Step(TimeSpan.FromMinutes(2));
        Assert.Null(await AtSignInAsync(app.Code(Now)));
    }

    [Fact]
    public async Task RecoveryCode_IsGoodOnceAndForItsPersonOnly()
    {
        var (_, codes) = await AuthenticatorApp.TurnOnAsync(Factors, bob, Now);
        await AuthenticatorApp.TurnOnAsync(Factors, ada, Now);
        Assert.Equal(SecondFactors.RecoveryCodeCount, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.NotNull(await Factors.AtSignInAsync(ada.Id!.Value, codes[0]));
        Assert.Null(await AtSignInAsync(codes[0]));
        Assert.NotNull(await AtSignInAsync(codes[0]));
        Assert.Equal(SecondFactors.RecoveryCodeCount - 1, Screen.Done(await Factors.FindAsync(bob, bob.Id!.Value)).RecoveryCodes);

        var renewed = Screen.Done(await Factors.RenewCodesAsync(bob, codes[1]));
        Assert.NotNull(await AtSignInAsync(codes[2]));
        Assert.Null(await AtSignInAsync(renewed[0]));
        Assert.DoesNotContain(await AuditAsync(bob), e => codes.Concat(renewed).Any(c => e.Text.Contains(c, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Remove_TakesAFreshCode_ResetAnotherAdminAndThePersonIsTold()
    {
        var (app, _) = await AuthenticatorApp.TurnOnAsync(Factors, bob, Now);
        Assert.Equal("Code", Assert.Single((await Factors.RemoveAsync(bob, "")).Problems).Field);
        Assert.Equal(OutcomeKind.Invalid, (await Factors.RemoveAsync(bob, app.Code(Now))).Kind);
        Assert.Equal(OutcomeKind.Conflict, (await Factors.BeginAsync(bob)).Kind);
        clock.Step(TimeSpan.FromSeconds(30));
        Screen.Done(await Factors.RemoveAsync(bob, app.Code(Now)));
        Assert.False(await Factors.IsOnAsync(bob.Id!.Value));

        await AuthenticatorApp.TurnOnAsync(Factors, bob, Now);
        await AuthenticatorApp.TurnOnAsync(Factors, ada, Now);
        Assert.Equal(OutcomeKind.NotFound, (await Factors.ResetAsync(bob, ada.Id!.Value)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await Factors.ResetAsync(bob, bob.Id!.Value)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await Factors.FindAsync(bob, ada.Id!.Value)).Kind);
        Assert.Equal(OutcomeKind.Conflict, (await Factors.ResetAsync(ada, ada.Id!.Value)).Kind);
        Screen.Done(await Factors.ResetAsync(ada, bob.Id!.Value));
        Assert.Equal(new SecondFactorState(null, 0), Screen.Done(await Factors.FindAsync(ada, bob.Id!.Value)));
        Assert.Equal("second-factor.reset", (await AuditAsync(bob))[0].Action);
        var told = (await core.Get<MyNotices>().ListAsync(bob, unreadOnly: false, Page.First)).Value.Items.Where(n => n.Notice.Kind == NoticeKind.SecondFactorChanged).ToList();
        Assert.Equal(4, told.Count);
        Assert.Contains(told, n => NoticeWords.Of(n.Notice).Text.Contains("reset by Ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Begin_NoPassword_IsRefusedWithTheReason()
    {
        var carol = await LoadAsync(Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Carol", Email = "carol@example.com" })));
        Assert.Contains("provider", (await Factors.BeginAsync(carol)).Sentence, StringComparison.Ordinal);
    }

    private Task<string?> AtSignInAsync(string code) => Factors.AtSignInAsync(bob.Id!.Value, code);

    private async Task<IReadOnlyList<AuditEvent>> AuditAsync(Actor of) =>
        [.. (await core.Get<ReadAuditLog>().RunAsync(ada, null, new Page(0, 100))).Value.Items.Where(e => e.SubjectId == of.Id!.Value.Value)];

    private async Task<Actor> LoadAsync(PersonId id) => (await core.Get<LoadActor>().RunAsync(id))!;
}
