using System.Net;
using Xunit;
using Site = JitSsh.Lab.Tour.Site;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Real servers, a simulated Azure, the portal as a process with an empty data directory, and a browser. The journey is made once, whichever test asks first.</summary>
public sealed class BrowserSite : IAsyncDisposable
{
    private readonly Lazy<Task<Journey>> journey;
    private Site? site;
    private Chromium? chromium;

    public BrowserSite() => journey = new(TravelAsync);

    /// <summary>The journey, after its end.</summary>
    internal Task<Journey> JourneyAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The lab's servers need root.");
        Assert.SkipUnless(File.Exists(Chromium.Program), $"There is no {Chromium.Program}.");

        // Whoever stops the tests does not wait for the journey: what it goes through is taken away under it.
        return journey.Value.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }

        if (site is not null)
        {
            await site.DisposeAsync();
        }
    }

    private async Task<Journey> TravelAsync()
    {
        site = Site.Create();
        var dll = await PublishedPortal.PublishAsync(CancellationToken.None);
        await site.StartServersAsync(2, IPAddress.Parse("127.77.90.0"), CancellationToken.None);
        await site.StartAzureAsync(CancellationToken.None);
        await site.StartPortalAsync(dll, 0, CancellationToken.None);
        chromium = await Chromium.StartAsync();
        var made = new Journey(site, chromium);
        try
        {
            await made.TravelAsync();
            return made;
        }
        catch (Exception e)
        {
            await chromium.ShootFailureAsync();
            throw new InvalidOperationException($"{made.Step}: {e.Message}\nPictures: {Repository.Screenshots}/failed-*.png\nThe portal's log ends:\n{site.Portal.LogTail(30)}", e);
        }
        finally
        {
            await made.Gallery.WriteAsync();
        }
    }
}
