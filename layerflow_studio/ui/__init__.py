"""The window: Qt widgets over a session; knows neither torch nor av nor cv2."""
