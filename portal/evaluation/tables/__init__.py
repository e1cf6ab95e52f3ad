"""Published evaluation tables (绩效自评表) read and recomputed, for whoever doubts a total."""
