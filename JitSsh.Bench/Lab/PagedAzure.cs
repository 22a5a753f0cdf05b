using System.Globalization;
using System.Net;
using System.Text;
using JitSsh.Lab.Azure;

namespace JitSsh.Bench.Lab;

/// <summary>
/// The simulated Azure's own pages of one large subscription, fetched from it once over HTTPS and then answered from memory: what is measured is the reader, and not how fast
/// a simulation writes JSON.
/// </summary>
internal sealed class PagedAzure : HttpMessageHandler
{
    private readonly Dictionary<string, byte[]> pages = new(StringComparer.Ordinal);
    private readonly HttpClient inner;
    private readonly bool isRecording;
    private int requests;

    private PagedAzure(HttpClient inner, Dictionary<string, byte[]>? recorded)
    {
        this.inner = inner;
        isRecording = recorded is null;
        pages = recorded ?? pages;
    }

    /// <summary>Requests answered.</summary>
    public int Requests => requests;

    /// <summary>All pages but the sign-in.</summary>
    public IEnumerable<string> Addresses => pages.Keys.Where(address => !address.Contains("oauth2", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Bytes of all pages.</summary>
    public long Bytes => pages.Values.Sum(page => (long)page.Length);

    /// <summary>Passes requests on and keeps the answers.</summary>
    public static PagedAzure Record(HttpClient inner) => new(inner, null);

    /// <summary>Answers what was kept.</summary>
    public PagedAzure Replay() => new(inner, pages);

    /// <summary>As many VMs as are asked for, half of them with a public address.</summary>
    public static SimulatedSubscription Subscription(int vms) => new(Guid.NewGuid(), "large", Enumerable.Range(0, vms).Select(i => new SimulatedVm
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"vm-{i:D5}"),
        ResourceGroup = string.Create(CultureInfo.InvariantCulture, $"Group-{i % 40}"),
        PrivateAddress = string.Create(CultureInfo.InvariantCulture, $"10.{i / 65536}.{i / 256 % 256}.{i % 256}"),
        PublicAddress = i % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"203.0.{i / 256 % 256}.{i % 256}") : null,
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod", ["owner"] = "shop" },
    }));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requests);
        var address = request.RequestUri!.AbsoluteUri;
        if (isRecording)
        {
            using var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
            copy.Headers.Authorization = request.Headers.Authorization;
            using var answer = await inner.SendAsync(copy, cancellationToken);
            pages[address] = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
        }

        var content = new ByteArrayContent(pages[address]);
        content.Headers.ContentType = new("application/json") { CharSet = Encoding.UTF8.WebName };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }
}
