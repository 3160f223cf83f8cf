namespace MuZero;
