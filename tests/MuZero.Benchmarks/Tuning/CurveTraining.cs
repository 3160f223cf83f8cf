using System.Globalization;
using System.Text;
using MuZero.Numerics;

namespace MuZero.Benchmarks.Tuning;

/// <summary>Makes the stored learning curves: 500 random settings of a small network, each trained for 81 epochs.</summary>
/// <remarks>A network of one hidden layer learns to repeat another, random one: 8 inputs, 4 classes, 256 examples of which a tenth has a
/// random class. A curve is the cross-entropy on 1,000 other examples after each epoch. Too large learning rates diverge, and small
/// networks end above large ones that begin slowly.</remarks>
internal static class CurveTraining
{
    private const int Configurations = 500;
    private const int Epochs = 81;
    private const int Largest = 9999;

    /// <summary>Trains and writes tests/Shared/Tuning/learning-curves.csv, in about a minute.</summary>
    public static void Write()
    {
        string[] rows = new string[Configurations];
        for (int i = 0; i < Configurations; i++)
        {
            rows[i] = Row(new RandomStream(RandomStream.Derive(12, (ulong)i)));
        }

        string path = Path.Combine("tests", "Shared", "Tuning", "learning-curves.csv");
        File.WriteAllText(
            path,
            "learning_rate,momentum,weight_decay,hidden,batch,scale,decay,cross-entropy in thousandths after each of 81 epochs\n"
            + string.Join('\n', rows) + "\n",
            new UTF8Encoding(false));
        Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes");
    }

    private static string Row(RandomStream random)
    {
        StudentSettings settings = new(
            LearningRate: Logarithmic(random, 1e-3, 3.0),
            Momentum: 1.0 - Logarithmic(random, 0.01, 1.0),
            WeightDecay: Logarithmic(random, 1e-6, 1e-1),
            Hidden: (int)Logarithmic(random, 2.0, 65.0),
            Batch: (int)Logarithmic(random, 4.0, 129.0),
            Scale: Logarithmic(random, 0.03, 5.0),
            Decay: 0.9 + (0.1 * random.NextDouble()));
        Student student = new(settings, random);
        List<string> cells = [.. new[] { settings.LearningRate, settings.Momentum, settings.WeightDecay }.Select(Short),
            $"{settings.Hidden}",
            $"{settings.Batch}", Short(settings.Scale), Short(settings.Decay)];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            double loss = student.Train();
            cells.Add(double.IsNaN(loss) ? "" : Math.Round(Math.Min(1000.0 * loss, Largest)).ToString(CultureInfo.InvariantCulture));
        }

        return string.Join(',', cells);
    }

    private static double Logarithmic(RandomStream random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());

    private static string Short(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}

/// <summary>The settings of a student network.</summary>
internal sealed record StudentSettings(
    double LearningRate, double Momentum, double WeightDecay, int Hidden, int Batch, double Scale, double Decay);
