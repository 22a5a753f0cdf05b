namespace JitSsh.Core.Certificates;

/// <summary>The private half of the CA, wherever it lives: in this process, or in a vault that never gives it away.</summary>
public interface ICertificateSigner
{
    /// <summary>The CA's public key in the SSH wire format (RFC 5656 section 3.1). It does not change.</summary>
    ReadOnlyMemory<byte> PublicKeyBlob { get; }

    /// <summary>
    /// One in how many signatures is verified before its certificate is handed out: 1, which is each, unless the key is in this
    /// process. The first of a pipeline always is. Everything the certificate says is read again and compared each time.
    /// </summary>
    int VerifyOneIn => 1;

    /// <summary>Signs; may be called by many at once.</summary>
    /// <param name="data">The bytes to be signed, not their hash. They are valid until the task ends.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>
    /// The SSH signature blob (RFC 5656 section 3.1.2): <c>string "ecdsa-sha2-nistp256"</c>, and a string with
    /// <c>mpint r, mpint s</c>. That the key cannot be reached is an exception of the adapter's own.
    /// </returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
