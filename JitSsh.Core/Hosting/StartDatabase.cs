using JitSsh.Core.Persistence;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Core.Hosting;

/// <summary>Brings the database up to date before anything uses it.</summary>
internal sealed class StartDatabase(IDbContextFactory<JitSshContext> factory, IKeyManager keys) : IHostedLifecycleService
{
    /// <summary>The data protection's own default; it makes the next key by itself two days before the end.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromDays(90);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var context = await factory.CreateDbContextAsync(cancellationToken);
        await using var alone = await context.Dialect.KeepOthersOutAsync(context, cancellationToken);

        // EF would ask an empty database for the table, and log that as a failure.
        await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await context.Dialect.PrepareAsync(context, cancellationToken);
        await AuditChaining.EnsureAsync(context, cancellationToken);
        await RequestStandings.EnsureAsync(context, cancellationToken);
        await EnsureKeyAsync(context, cancellationToken);
    }

    /// <summary>The first key is made by one portal, and found by those that start at the same moment: a cookie of one has to be good at all of them.</summary>
    private async Task EnsureKeyAsync(JitSshContext context, CancellationToken cancel)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await context.Dialect.BeginWritingAsync(context, isAlone: true, cancel);
        if (keys.GetAllKeys().Count == 0)
        {
            // The data protection goes by the machine's clock.
            var now = TimeProvider.System.GetUtcNow();
            keys.CreateNewKey(now, now + KeyLife);
        }

        // Read once now: with the wrong key file it says so here, and not at the first sign-in.
        keys.GetAllKeys().OrderByDescending(k => k.CreationDate).First().CreateEncryptor();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
