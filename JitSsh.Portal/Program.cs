using JitSsh.Core.Hosting;
using JitSsh.Portal;
using JitSsh.Portal.Activity;
using JitSsh.Portal.Api;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Auth.OpenId;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Overview;
using Radzen;

CancellationToken stopping = default;
try
{
    var builder = WebApplication.CreateBuilder(args);
    if (args is [MoveCommand.Name])
    {
        return await MoveCommand.RunAsync(builder.Configuration, Console.Out, Console.Error);
    }

    if (args is [ConnectorCommand.Name, .. var options])
    {
        return await ConnectorCommand.RunAsync(options, builder.Configuration, Console.Out, Console.Error);
    }

    builder.Services.AddJitSshCore(builder.Configuration);
    builder.Services.AddRazorComponents().AddInteractiveServerComponents();
    builder.Services.AddRadzenComponents();
    builder.Services.AddSignIn();
    builder.Services.AddWebSecurity(builder.Configuration);
    builder.Services.AddApi();
    builder.Services.AddHealthChecks().AddReadiness();

    var app = builder.Build();
    stopping = app.Lifetime.ApplicationStopping;
    app.UseWebSecurity();
    app.UseExceptionHandler("/failed", createScopeForErrors: true);
    app.UseStatusCodePagesWithReExecute(Paths.NotFound, createScopeForStatusCodePages: true);
    app.UseRouting();
    app.UseSetUpFirst();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseAntiforgery();

    app.MapStaticAssets();
    app.MapHealth();
    app.MapSignOut();
    CompanySignInEndpoints.Map(app);
    app.MapActivityDownload();
    app.MapAccessNowDownload();

    app.MapApi();
    app.MapConnectorCalls();
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

    await app.RunAsync();
    return 0;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    // It was told to end before it had wholly begun.
    return 0;
}
catch (Exception e) when (StartProblems.Of(e) is { } sentences)
{
    foreach (var sentence in sentences)
    {
        await Console.Error.WriteLineAsync($"JitSsh does not start. {sentence}");
    }

    return 1;
}
