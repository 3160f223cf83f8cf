using MuZero.Numerics;

namespace MuZero.Benchmarks.Tuning;

/// <summary>A network of one hidden layer of hyperbolic tangents with softmax, trained by gradient descent with momentum.</summary>
internal sealed class Student
{
    private const int Inputs = 8;
    private const int Classes = 4;
    private const int Examples = 256;
    private const int Held = 1000;

    private static readonly Lazy<(double[] X, int[] Y)[]> _problem = new(Problem);

    private readonly StudentSettings _settings;
    private readonly RandomStream _random;
    private readonly double[] _first, _second, _firstSpeed, _secondSpeed, _hidden, _outputs;
    private double _rate;

    public Student(StudentSettings settings, RandomStream random)
    {
        (_settings, _random, _rate) = (settings, random, settings.LearningRate);
        _first = Random(random, settings.Hidden * (Inputs + 1), settings.Scale / Math.Sqrt(Inputs));
        _second = Random(random, Classes * (settings.Hidden + 1), settings.Scale / Math.Sqrt(settings.Hidden));
        (_firstSpeed, _secondSpeed) = (new double[_first.Length], new double[_second.Length]);
        (_hidden, _outputs) = (new double[settings.Hidden], new double[Classes]);
    }

    /// <summary>Trains for one epoch.</summary>
    /// <returns>The mean cross-entropy on the held-out examples, in nats.</returns>
    public double Train()
    {
        (double[] x, int[] y) = _problem.Value[0];
        int[] order = [.. Enumerable.Range(0, Examples)];
        for (int i = Examples - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        foreach (int[] batch in order.Chunk(_settings.Batch))
        {
            double[] first = new double[_first.Length], second = new double[_second.Length];
            foreach (int example in batch)
            {
                Forward(x.AsSpan(example * Inputs, Inputs));
                Backward(x.AsSpan(example * Inputs, Inputs), y[example], first, second, 1.0 / batch.Length);
            }

            Step(_first, _firstSpeed, first);
            Step(_second, _secondSpeed, second);
        }

        _rate *= _settings.Decay;
        return Loss();
    }

    private double Loss()
    {
        (double[] x, int[] y) = _problem.Value[1];
        double sum = 0.0;
        for (int example = 0; example < Held; example++)
        {
            Forward(x.AsSpan(example * Inputs, Inputs));
            sum -= Math.Log(Math.Max(_outputs[y[example]], 1e-300));
        }

        return sum / Held;
    }

    // Fills the hidden units and the probabilities.
    private void Forward(ReadOnlySpan<double> x)
    {
        Layer(_first, x, _hidden);
        for (int h = 0; h < _hidden.Length; h++)
        {
            _hidden[h] = Math.Tanh(_hidden[h]);
        }

        Layer(_second, _hidden, _outputs);
        double max = _outputs.Max(), sum = 0.0;
        for (int c = 0; c < Classes; c++)
        {
            sum += _outputs[c] = Math.Exp(_outputs[c] - max);
        }

        for (int c = 0; c < Classes; c++)
        {
            _outputs[c] /= sum;
        }
    }

    private void Backward(ReadOnlySpan<double> x, int y, double[] first, double[] second, double weight)
    {
        int width = _hidden.Length;
        Span<double> hidden = stackalloc double[width];
        for (int c = 0; c < Classes; c++)
        {
            double gradient = weight * (_outputs[c] - (c == y ? 1.0 : 0.0));
            for (int h = 0; h < width; h++)
            {
                second[(c * (width + 1)) + h] += gradient * _hidden[h];
                hidden[h] += gradient * _second[(c * (width + 1)) + h];
            }

            second[(c * (width + 1)) + width] += gradient;
        }

        for (int h = 0; h < width; h++)
        {
            double gradient = hidden[h] * (1.0 - (_hidden[h] * _hidden[h]));
            for (int i = 0; i < Inputs; i++)
            {
                first[(h * (Inputs + 1)) + i] += gradient * x[i];
            }

            first[(h * (Inputs + 1)) + Inputs] += gradient;
        }
    }

    private void Step(double[] weights, double[] speed, double[] gradient)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            speed[i] = (_settings.Momentum * speed[i]) - (_rate * (gradient[i] + (_settings.WeightDecay * weights[i])));
            weights[i] += speed[i];
        }
    }

    private static void Layer(double[] weights, ReadOnlySpan<double> x, double[] y)
    {
        for (int o = 0; o < y.Length; o++)
        {
            ReadOnlySpan<double> row = weights.AsSpan(o * (x.Length + 1), x.Length + 1);
            double sum = row[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                sum += row[i] * x[i];
            }

            y[o] = sum;
        }
    }

    // Training examples and held-out ones, with the classes of a random network of 12 hidden units.
    private static (double[] X, int[] Y)[] Problem()
    {
        RandomStream random = new(2017);
        Student teacher = new(new StudentSettings(0, 0, 0, 12, 1, 3.0, 1.0), random);
        return [Draw(random, teacher, Examples), Draw(random, teacher, Held)];
    }

    private static (double[] X, int[] Y) Draw(RandomStream random, Student teacher, int count)
    {
        double[] x = Random(random, count * Inputs, 1.0);
        int[] y = new int[count];
        for (int example = 0; example < count; example++)
        {
            teacher.Forward(x.AsSpan(example * Inputs, Inputs));
            y[example] = random.NextDouble() < 0.1 ? random.Next(Classes) : Array.IndexOf(teacher._outputs, teacher._outputs.Max());
        }

        return (x, y);
    }

    private static double[] Random(RandomStream random, int count, double scale)
        => [.. Enumerable.Range(0, count).Select(_ => scale * random.NextNormal())];
}
