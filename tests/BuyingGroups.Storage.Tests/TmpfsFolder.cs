using System.Diagnostics;
using Xunit;

namespace BuyingGroups.Storage.Tests;

/// <summary>A small file system of the test's own, in memory: it can be filled up, and made read-only. Needs Linux and root.</summary>
public sealed class TmpfsFolder : IDisposable
{
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("bg-");

    /// <summary>Skips the test where nothing can be mounted.</summary>
    /// <param name="megabytes">How much it holds.</param>
    public TmpfsFolder(int megabytes)
    {
        var mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path);
        if (!mounted)
        {
            _mount.Delete();
        }

        Skip.IfNot(mounted, "a tmpfs can't be mounted here, which takes Linux and root");
    }

    public string Path => _mount.FullName;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Takes all space that is left.</summary>
    public void FillUp()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Ballast);

    /// <summary>Forbids all writing. No file may be open for it.</summary>
    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path), "remounting failed");

    public void Dispose()
    {
        // Lazily: a file of a server that was killed may still be open.
        Run("umount", "-l", Path);
        _mount.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
