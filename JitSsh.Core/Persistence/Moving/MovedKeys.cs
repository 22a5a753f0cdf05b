using System.Xml.Linq;
using JitSsh.Core.Persistence.Postgres;
using JitSsh.Core.Secrets.Local;

namespace JitSsh.Core.Persistence.Moving;

/// <summary>The data protection's keys, from the directory of one portal to the database of many. There they lie encrypted with the operator's own key; in the directory they may lie as they are.</summary>
internal static class MovedKeys
{
    // As the data protection writes its files: https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/key-storage-format
    private static readonly XNamespace Format = "http://schemas.asp.net/2015/03/dataProtection";

    /// <summary>Every key of the directory, to be stored with the database's other rows.</summary>
    public static IReadOnlyList<DataKey> Read(string directory, KeyFile operators, DateTimeOffset at) =>
    [
        .. from file in Directory.Exists(directory) ? Directory.GetFiles(directory, "*.xml").Order(StringComparer.Ordinal) : Enumerable.Empty<string>()
           select new DataKey { Id = Guid.CreateVersion7(), At = at, Name = Path.GetFileNameWithoutExtension(file), Xml = Encrypted(XElement.Load(file), new(operators)).ToString(SaveOptions.DisableFormatting) },
    ];

    private static XElement Encrypted(XElement key, KeyFileEncryptor encryptor)
    {
        foreach (var bare in key.Descendants().Where(e => (bool?)e.Attribute(Format + "requiresEncryption") is true).ToList())
        {
            bare.SetAttributeValue(Format + "requiresEncryption", null);
            var info = encryptor.Encrypt(bare);
            bare.ReplaceWith(new XElement(Format + "encryptedSecret", new XAttribute("decryptorType", info.DecryptorType.AssemblyQualifiedName!), info.EncryptedElement));
        }

        return key;
    }
}
