using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>A page of a list, with the link to the next: an absolute address with an opaque <c>$skiptoken</c>, as ARM's.</summary>
internal static class ArmPage
{
    public static IResult Of<T>(HttpRequest request, IReadOnlyList<T> all, int pageSize, Uri? linkBase, Func<T, JsonObject> shape)
    {
        if (!TryOffset(request.Query["$skiptoken"].ToString(), out var offset))
        {
            return ArmError.Make(400, "InvalidSkipToken", "The $skiptoken is not valid.");
        }

        var page = new JsonObject { ["value"] = new JsonArray([.. all.Skip(offset).Take(pageSize).Select(shape)]) };
        if (offset + pageSize < all.Count)
        {
            var token = Base64Url.EncodeToString(Encoding.ASCII.GetBytes((offset + pageSize).ToString(CultureInfo.InvariantCulture)));
            var rest = string.Concat(request.Query.Where(pair => pair.Key != "$skiptoken").Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}&"));
            var host = linkBase ?? new Uri($"https://{request.Host}");
            page["nextLink"] = new Uri(host, $"{request.Path}?{rest}%24skiptoken={token}").AbsoluteUri;
        }

        return Results.Json(page);
    }

    private static bool TryOffset(string token, out int offset)
    {
        offset = 0;
        try
        {
            return token.Length == 0 || int.TryParse(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token)), NumberStyles.None, CultureInfo.InvariantCulture, out offset);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
