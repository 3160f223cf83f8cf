using System.Text;
using MuZero.Cli.Input;
using MuZero.Files;
using MuZero.Plots;

namespace MuZero.Cli.Views;

/// <summary>Files that a command writes beside its output.</summary>
internal static class OutputFile
{
    private const double PngScale = 1.5;

    /// <summary>Throws unless a picture's name says how to write it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <exception cref="UserException">It ends neither in .svg nor in .png.</exception>
    public static void RequirePicture(string path, string option)
    {
        if (!IsPng(path) && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw UserException.Usage($"{option} is '{path}'; its name must end in .svg or .png.");
        }
    }

    /// <summary>Writes a picture as its name says.</summary>
    public static void Write(string path, Picture picture, Terminal terminal) => Write(path, Content(path, picture), terminal);

    /// <summary>A picture as the name of its file says.</summary>
    public static byte[] Content(string path, Picture picture)
        => IsPng(path) ? picture.ToPng(PngScale) : Encoding.UTF8.GetBytes(picture.ToSvg());

    /// <summary>Writes a file, and the folders that are missing.</summary>
    public static void Write(string path, byte[] content, Terminal terminal)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, content);
        terminal.Report($"wrote {path}");
    }

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}
