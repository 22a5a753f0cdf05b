using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>Asks providers: with limits in time and size, without cookies, and never where an answer redirects to.</summary>
internal sealed class ProviderHttp : IDocumentRetriever, IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseContentBufferSize = 1 << 20,
    };

    /// <summary>Sends it and reads the JSON of a good answer.</summary>
    /// <exception cref="OpenIdException">There was none.</exception>
    public async Task<JsonElement> SendAsync(string provider, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            Demand(request.RequestUri!);
            request.Headers.Accept.Add(new("application/json"));
            using var response = await http.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode)
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }

            throw OpenIdException.NotGenuine(provider, $"{request.RequestUri!.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode} {ErrorIn(text)}".TrimEnd());
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw OpenIdException.Unreachable(provider, $"{request.RequestUri!.GetLeftPart(UriPartial.Path)}: {e.Message}");
        }
    }

    public Task<JsonElement> GetAsync(string provider, Uri address, string bearer, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } };
        return SendAsync(provider, request, cancel);
    }

    /// <summary>For the provider's own description and its keys.</summary>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        var uri = new Uri(address);
        Demand(uri);
        using var response = await http.GetAsync(uri, cancel);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancel) : throw new IOException($"{address} answered {(int)response.StatusCode}.");
    }

    public void Dispose() => http.Dispose();

    /// <summary>Secrets and tokens go over https, or stay on this machine.</summary>
    private static void Demand(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            throw new HttpRequestException("is neither https nor on this machine");
        }
    }

    /// <summary>The error's code as RFC 6749 defines it; its description is left out, as it may repeat what was sent.</summary>
    private static string ErrorIn(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var code = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString()! : "";
            return code.Length <= 60 && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? code : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
