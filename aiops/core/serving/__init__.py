"""How requests reach Django: an event loop bears slow clients and bounds bodies; threads run Django."""
