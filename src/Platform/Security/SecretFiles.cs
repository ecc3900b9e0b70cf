using System.Security.Cryptography;

namespace Aisle.Platform.Security;

/// <summary>
/// Secrets that must not lie in the database, beside it in the data folder: made on first use, readable by their owner alone.
/// Hosts that share a database without sharing this folder are given the same secrets by their environment.
/// </summary>
/// <param name="folder">The folder.</param>
public sealed class SecretFiles(string folder)
{
    /// <summary>Bytes of a secret.</summary>
    public const int Length = 32;

    /// <summary>The secret of a name, such as <c>gift-cards</c>.</summary>
    /// <exception cref="InvalidDataException">When the file holds something else.</exception>
    public byte[] GetOrCreate(string name)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".key");
        if (!File.Exists(path))
        {
            // Written whole under a name of its own and then moved: nobody reads half of it, and the first one stays.
            var draft = Path.Combine(folder, $".{name}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                file.Write(RandomNumberGenerator.GetBytes(Length));
                file.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }

        var secret = File.ReadAllBytes(path);
        return secret.Length == Length ? secret : throw new InvalidDataException($"{path} is no secret of {Length} bytes; it was changed by hand or cut off.");
    }
}
