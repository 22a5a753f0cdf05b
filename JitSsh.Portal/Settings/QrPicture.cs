using System.Globalization;
using System.Text;
using QRCoder;

namespace JitSsh.Portal.Settings;

/// <summary>A QR code as lines of an SVG picture, with the margin that scanners need.</summary>
/// <param name="Size">Modules on each side.</param>
/// <param name="Path">The dark modules, as a path in which a module is 1 wide.</param>
internal sealed record QrPicture(int Size, string Path)
{
    /// <summary>The picture's own measures.</summary>
    public string ViewBox => string.Create(CultureInfo.InvariantCulture, $"0 0 {Size} {Size}");

    /// <summary>The picture of a text.</summary>
    public static QrPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix[y].Count; x++)
            {
                if (data.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return new(data.ModuleMatrix.Count, path.ToString());
    }
}
